"""Alarms: what must not run dry unseen, rung until an action ends it."""
