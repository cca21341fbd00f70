"""X: posts that mention the city's account, and direct messages to it, as reports."""
