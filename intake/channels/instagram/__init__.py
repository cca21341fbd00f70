"""Instagram: direct messages, comments and mentions as reports."""
