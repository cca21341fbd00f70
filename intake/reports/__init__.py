"""Reports: every contact on every channel, kept exactly as received, and what was made of it."""
