"""Documents and protected packages for Multi-Agency Supervision of child-protection cases."""

__version__ = "0.1.0"
