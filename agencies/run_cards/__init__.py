"""Run cards: who is needed for which emergency."""
