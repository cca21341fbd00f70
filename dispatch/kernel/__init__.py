"""Mechanisms without a trade: settings, time, storage, log, outbox, engine and HTTP.

Nothing here knows an emergency.
"""
