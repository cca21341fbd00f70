"""Telephony by the neutral CTI contract.

Calls, the reports they are, and call-backs owed to those who hung up.
"""
