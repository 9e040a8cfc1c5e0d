"""The papers of a case (guidance 4.6): found, examined, and given neutral names before they travel."""
