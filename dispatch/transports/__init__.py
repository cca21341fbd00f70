"""What goes both ways, below both edges: send, verify, parse an envelope.

No transport knows a noun.
"""
