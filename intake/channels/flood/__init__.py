"""Flood telemetry: gauges over MQTT and HTTP, each read by a mapping profile of its own."""
