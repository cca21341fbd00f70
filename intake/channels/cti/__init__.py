"""Telephony by the neutral CTI contract: calls, the reports they are, and call-backs owed to those who hung up."""
