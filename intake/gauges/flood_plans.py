"""Engine module: plan open incidents again when the flood state near them is another one.

What is due stands in the tables (the last plan says for which state it was made), so a rise in one
leap, a gauge that falls silent and a restart all end in the plan of now.
"""

from datetime import datetime, timedelta
from typing import Final, Protocol

from dispatch.incidents.events import IncidentFloodChanged
from dispatch.incidents.models import OPEN_SQL, Incident
from dispatch.kernel.container import Service
from dispatch.kernel.store.unit_of_work import Units
from dispatch.tasks.plan import Floods, FloodWatch

_PLANNED_FOR: Final = f"""
SELECT i.id, i.lat, i.lon, p.flood_state FROM incident i CROSS JOIN LATERAL (
    SELECT plan -> 'asked_for' ->> 'flood_state' AS flood_state FROM incident_plan
    WHERE incident_id = i.id ORDER BY made_at DESC, id DESC LIMIT 1
) p
WHERE i.{OPEN_SQL} ORDER BY i.priority, i.opened_at LIMIT 1000
"""  # noqa: S608 - a constant of our own
_ANYWAY: Final = timedelta(seconds=15)


class Cards(Protocol):
    """Knows which flood states make a difference to run cards."""

    def flood_states(self) -> frozenset[str]:
        """Return the states that some card is made for."""
        ...


FLOODS: Final = Service[FloodWatch]("floods")
CARDS: Final = Service[Cards]("run-cards")


class FloodPlans:
    """The engine module that has incidents planned again when the flood near them changed.

    It looks when the flood states or the cards have changed. An incident that was just planned by a
    process whose states were some seconds old is found within a quarter of a minute.
    """

    name = "flood_plans"
    every_s = 5.0
    time_limit_s = 60.0
    woken = False

    def __init__(self, floods: FloodWatch, cards: Cards) -> None:
        """Compare with the states of `floods`; only those of `cards` count."""
        self._floods = floods
        self._cards = cards
        self._seen: tuple[Floods, frozenset[str]] | None = None
        self._looked_at: datetime | None = None

    async def run_once(self, units: Units, now: datetime) -> int:
        """Append the fact for each incident whose flood state changed; plans follow by reaction."""
        floods, counting = self._floods.current(), self._cards.flood_states()
        if self._seen == (floods, counting) and not self._is_due(now):
            return 0
        done = await self._plan_anew(units, floods, counting)
        self._seen, self._looked_at = (floods, counting), now
        return done

    def _is_due(self, now: datetime) -> bool:
        return self._looked_at is None or not timedelta(0) <= now - self._looked_at < _ANYWAY

    async def _plan_anew(self, units: Units, floods: Floods, counting: frozenset[str]) -> int:
        async with units.reading() as reading:
            rows = await reading.fetch(_PLANNED_FOR)
        done = 0
        for row in rows:
            state = floods.near(row["lat"], row["lon"])
            if _heeded(state, counting) != _heeded(row["flood_state"], counting):
                async with units.begin("system:gauges") as uow:
                    incident = await uow.get(Incident, row["id"])
                    uow.append(
                        IncidentFloodChanged(
                            noun_id=incident.id,
                            incident_id=incident.id,
                            at=uow.now,
                            flood_state=state,
                            was=row["flood_state"],
                        )
                    )
                done += 1
        return done


def _heeded(state: str | None, counting: frozenset[str]) -> str | None:
    return state if state in counting else None
