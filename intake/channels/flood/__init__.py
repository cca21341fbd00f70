"""Flood telemetry: water levels over MQTT and HTTP, a state for each gauge, and an alarm when a river is at its worst."""
