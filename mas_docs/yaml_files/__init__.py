"""Reading YAML as people write it: every value with its place, every problem at its line, no guess about a meaning."""
