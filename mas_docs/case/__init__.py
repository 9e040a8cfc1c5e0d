"""A case: its model, how it is read from a file with the place of every value, and its schema for editors."""
