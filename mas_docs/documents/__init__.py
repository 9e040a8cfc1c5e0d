"""Documents: what a template may name, how it is rendered, and how it is read back so that nothing is lost."""
