"""The ledger: what was sealed, opened and refused, in a chain that no line leaves unnoticed."""
