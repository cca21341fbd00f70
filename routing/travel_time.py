"""How long the way takes, as a question that several answers fit.

Today's answer is the straight line times a detour at one speed: an estimate for ranking and for the
screen, not a promise, because no road, traffic or river is known to it.
"""

from __future__ import annotations

from typing import Final, Protocol

from routing.value_object import value_object

METRES_PER_S_OF_KMH: Final = 1 / 3.6


@value_object(kw_only=True)
class Way:
    """From where to where, in degrees WGS 84, and how long it is as the crow flies."""

    from_lon: float
    from_lat: float
    to_lon: float
    to_lat: float
    straight_m: float


class TravelTimes(Protocol):
    """Knows how long a vehicle needs for a way."""

    def seconds(self, way: Way) -> float | None:
        """Return the driving time in seconds; None when no way is known."""
        ...


@value_object(kw_only=True)
class StraightLine:
    """Travel times of a straight line times a detour at one speed."""

    detour: float = 1.4
    speed_kmh: float = 30.0

    def seconds(self, way: Way) -> float:
        """Return the estimated driving time in seconds."""
        return way.straight_m * self.detour / (self.speed_kmh * METRES_PER_S_OF_KMH)

    def faults(self) -> tuple[str, ...]:
        """Return what is wrong with the figures."""
        sound = self.speed_kmh > 0 and self.detour >= 1
        return (
            () if sound else ("the travel model needs a speed above 0 and a detour of at least 1",)
        )
