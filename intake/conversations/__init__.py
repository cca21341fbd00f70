"""What one sender says over time: later messages belong to the report that began it."""
