"""Webhook: a signed HTTP POST to the agency's own system."""
