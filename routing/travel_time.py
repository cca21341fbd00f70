"""How long the way takes: straight line times a detour at one speed, both from data.

This is an estimate for ranking and for the screen, not a promise: no road network, traffic or river
is known here.
"""

from __future__ import annotations

from typing import Final

from routing.table import TravelModel

METRES_PER_S_OF_KMH: Final = 1 / 3.6


def travel_seconds(distance_m: float, model: TravelModel) -> float:
    """Return the estimated driving time over a straight-line distance."""
    return distance_m * model.detour / (model.speed_kmh * METRES_PER_S_OF_KMH)
