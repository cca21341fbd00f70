"""Cyber patrol: what officers find in public on social media, checked by a second person."""
