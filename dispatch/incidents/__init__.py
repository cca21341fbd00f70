"""Incidents: the emergency itself, from the first report to its disposition."""
