"""Let the clocks follow the facts, as the table of intervals says."""

from collections.abc import Iterable
from typing import Any

from dispatch.incidents.events import IncidentClassified
from dispatch.incidents.models import Incident
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.intervals import ENDS, INTERVALS, Interval
from dispatch.sla.marks import is_retyped
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaClock
from dispatch.sla.moves import Attach, Mark, Move, Restate, RunOn, Start, Stop, Void
from dispatch.sla.policy import Case, PolicySource
from dispatch.sla.retime import restate, retarget, run_on
from dispatch.sla.start import start_clock
from dispatch.sla.stop import running_clocks, stop_clock, void_clock, void_running


class Clocks:
    """Moves every clock that a fact bears on, with the targets in force."""

    def __init__(self, policies: PolicySource, intervals: Iterable[Interval] = INTERVALS) -> None:
        """Ask `policies` for targets."""
        self._policies = policies
        self._marks: dict[str, list[tuple[Metric, Mark[Any]]]] = {}
        table = tuple(intervals)
        # A clock starts before it stops, because one fact may say both.
        for column in ("starts", "stops", "voids", "restates"):
            for each in table:
                for fact, mark in getattr(each, column).items():
                    self._marks.setdefault(fact, []).append((each.metric, mark))

    def facts(self) -> frozenset[str]:
        """Return the types of all facts that bear on a clock."""
        return frozenset(self._marks) | ENDS

    async def follow(self, uow: UnitOfWork, event: Event) -> None:
        """Move the clocks that this fact bears on: start, stop, void, judge by better times."""
        # Every mark is read before the first clock moves, so that none sees half of a change.
        marks = self._marks.get(event.type, ())
        moves = [(metric, await mark(uow, event)) for metric, mark in marks]
        for metric, move in moves:
            if move is not None:
                await self._make(uow, metric, move)
        if event.type in ENDS:
            await void_running(uow, event.noun_id, reason=event.type, at=event.at)
        if isinstance(event, IncidentClassified) and is_retyped(event):
            await self._find_targets_again(uow, await uow.get(Incident, event.noun_id))

    async def _make(self, uow: UnitOfWork, metric: Metric, move: Move) -> None:
        if isinstance(move, Start):
            await start_clock(uow, self._policies.current(), metric, move)
            return
        clock = await uow.look(SlaClock, move.scope_id, metric)
        if clock is None:
            return
        match move:
            case Stop():
                await stop_clock(uow, clock, move.at)
            case Void():
                await void_clock(uow, clock, reason=move.reason, at=move.at)
            case Restate():
                await restate(uow, clock, move)
            case RunOn():
                await run_on(uow, clock)
            case Attach() if clock.incident_id != move.incident_id:
                await uow.change(clock, incident_id=move.incident_id)

    async def _find_targets_again(self, uow: UnitOfWork, incident: Incident) -> None:
        """Give the running clocks of an incident the targets of its new type and priority."""
        policy = self._policies.current()
        for clock in await running_clocks(uow, incident.id):
            case = Case(
                clock.metric, clock.agency_id, incident.type, incident.priority, incident.channel
            )
            await retarget(uow, clock, policy.target(case, clock.started_at))
