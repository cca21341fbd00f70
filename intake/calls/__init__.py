"""Telephone calls and the call-backs they leave."""
