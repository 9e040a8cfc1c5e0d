"""The command line: thin callbacks over the pipeline, and the only importer of click and rich."""
