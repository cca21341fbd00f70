"""Replay: feed a file of what once happened through the public API, with its true times.

A profile says what its columns mean.
"""
