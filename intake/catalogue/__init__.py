"""The catalogue of intake: every way in there is, and what follows from the list."""
