"""Retention: how long personal data are kept, by which law, and what erases them when their time is over (UU 27/2022)."""
