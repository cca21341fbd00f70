"""Boundaries: reading, checking and drawing them."""
