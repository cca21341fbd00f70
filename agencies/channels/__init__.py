"""The ways by which an agency is reached: one folder a channel, and what they share."""
