"""The engine module that keeps alarms in step with what holds, and lets them climb.

What follows from what was read is decided first, lives before everything else; then each change is
a transaction of its own, so that an alarm that cannot be written does not silence the others.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from dispatch.alarms.change import end, raise_alarm, ring
from dispatch.alarms.conditions import Condition, Source
from dispatch.alarms.ladder import Ladders
from dispatch.alarms.models import Alarm, AlarmStep
from dispatch.kernel.clock import elapsed
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object

_BATCH: Final = 100
# Reading what holds takes at most this part of the database's time, however many are open: on a
# night of thousands alarms are looked for less often, and calls are taken as fast as ever.
_SHARE: Final = 0.1
_ACTOR: Final = "system:alarms"
_OPEN: Final = "SELECT * FROM alarm WHERE ended_at IS NULL"
_STEPS: Final = "SELECT * FROM alarm_step"
_log = logging.getLogger(__name__)


@value_object
class Change:
    """What is to be done: raise an alarm (`alarm` is None), end it, or let it call again."""

    condition: Condition | None
    alarm: Alarm | None
    priority: int
    since: datetime


def changes(
    holding: Iterable[Condition], known: Iterable[Alarm], ladders: Ladders, now: datetime
) -> list[Change]:
    """Return what is to be done, lives first and then whoever has waited longest."""
    holds = {one.key: one for one in holding}
    alarms = {(one.kind, one.scope_id, one.detail): one for one in known}
    found = [*_beginning(holds.values(), alarms.keys(), ladders, now)]
    for key, alarm in alarms.items():
        condition = holds.get(key)
        if condition is None or (alarm.next_at is not None and alarm.next_at <= now):
            found.append(Change(condition, alarm, alarm.priority, alarm.since))
    return sorted(found, key=lambda change: (change.priority, change.since))


def _beginning(
    holding: Iterable[Condition], known: Iterable[object], ladders: Ladders, now: datetime
) -> Iterator[Change]:
    there = frozenset(known)
    for one in holding:
        first = ladders.of(one.kind, one.priority)[0]
        if one.key not in there and one.since + timedelta(seconds=first.after_s) <= now:
            yield Change(one, None, one.priority, one.since)


def rest_s(took_s: float, every_s: float) -> float:
    """Return how long to rest beyond the usual pause after a look that took so long."""
    return max(0.0, took_s / _SHARE - took_s - every_s)


class AlarmWatch:
    """The engine module that raises, repeats and ends alarms."""

    name = "alarms"
    every_s = 2.0
    time_limit_s = 20.0
    woken = False

    def __init__(self, sources: Sequence[Source]) -> None:
        """Watch what `sources` say."""
        self._sources = sources
        self.rest_s = 0.0

    async def run_once(self, units: Units, now: datetime) -> int:
        """Do what is due at `now`, lives first; return how many alarms changed.

        After a full batch it returns 0, so that the rest waits for its turn: on a bad night the
        alarms of a thousand incidents must not take the database from the calls.
        """
        began = elapsed()
        async with units.reading() as reading:
            holding = [one for source in self._sources for one in await source(reading)]
            known = [Alarm.model_validate(dict(row)) for row in await reading.fetch(_OPEN)]
            steps = [AlarmStep.model_validate(dict(row)) for row in await reading.fetch(_STEPS)]
        self.rest_s = rest_s(elapsed() - began, self.every_s)
        ladders = Ladders(steps, now)
        done, failure = 0, None
        for change in changes(holding, known, ladders, now)[:_BATCH]:
            try:
                await _carry_out(units, change, ladders)
                done += 1
            except Exception as error:  # noqa: BLE001 - raised again below, after the others
                _log.exception("an alarm cannot be handled: %s", change)
                failure = error
        if failure is not None:
            raise failure
        return done if done < _BATCH else 0


async def _carry_out(units: Units, change: Change, ladders: Ladders) -> None:
    async with units.begin(_ACTOR) as uow:
        if change.alarm is None and change.condition is not None:
            steps = ladders.of(change.condition.kind, change.condition.priority)
            await raise_alarm(uow, change.condition, steps)
        elif change.alarm is not None and change.condition is None:
            await end(uow, change.alarm.id)
        elif change.alarm is not None:
            steps = ladders.of(change.alarm.kind, change.alarm.priority)
            await ring(uow, change.alarm.id, steps)
