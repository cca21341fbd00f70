"""Type and priority proposed from a report's text, with reasons.

Pure: words in, a proposal out, nothing decided.
"""
