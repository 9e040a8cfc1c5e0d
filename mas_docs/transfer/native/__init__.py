"""Packages whose files are each protected in their own format, for who can install nothing."""
