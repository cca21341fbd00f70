"""Ways in: one folder a channel.

An adapter turns raw messages into neutral values and decides nothing.
"""
