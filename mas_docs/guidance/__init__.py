"""The guidance as code: who has which part, what is due when, and what may not leave the office."""
