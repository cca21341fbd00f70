"""Telephony by the neutral CTI contract: calls, their reports, and call-backs that are owed."""
