"""A board's passphrases: drawn, judged, kept by label, renewed, read out."""
