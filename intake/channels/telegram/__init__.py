"""Telegram: what people write to the city's bot, as reports."""
