"""The left edge: reports come in here, on any channel, and become neutral values."""
