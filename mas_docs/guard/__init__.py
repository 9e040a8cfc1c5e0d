"""The guard: what identifies each case, found in whatever is to be sealed."""
