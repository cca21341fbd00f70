"""The catalogue of ways to agencies, and what follows from the list."""
