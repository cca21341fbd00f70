"""Retention: how long personal data are kept, by which law, and what erases them (UU 27/2022)."""
