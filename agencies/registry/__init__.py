"""Who there is, where they answer and what is sent.

The reference data that routing's table is built from.
"""
