"""Cleaning: a PDF or picture is rebuilt from what its pages show, in a process of its own; the rest stays behind."""
