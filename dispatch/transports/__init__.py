"""What goes both ways, below both edges: send, verify, parse an envelope; no noun is known."""
