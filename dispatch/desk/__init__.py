"""What people at the desks do over HTTP with several nouns at once."""
