"""Faults under load, and what must hold through each of them: `make chaos`."""
