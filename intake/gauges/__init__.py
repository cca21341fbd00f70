"""Flood gauges: readings, levels, alarms."""
