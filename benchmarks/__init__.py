"""Measures mas-docs against its peers, each on the same input in the same run: `python -m benchmarks`."""
