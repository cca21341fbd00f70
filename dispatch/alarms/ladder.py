"""Whom an alarm calls, after how long, by which channel: pure functions over dated steps."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from dispatch.alarms.models import AlarmStep

# A city without a ladder of its own is not left without alarms.
_ANYWAY: Final = (
    AlarmStep(
        id=UUID(int=0),
        place=1,
        after_s=60.0,
        whom="dispatcher",
        channel="sound",
        repeat_s=120.0,
        valid_from=datetime.min.replace(tzinfo=UTC),
        source="Tanggap 112: whatever happens, the dispatcher is called",
    ),
)


class Ladders:
    """The ladders in force at one moment."""

    def __init__(self, steps: Iterable[AlarmStep], now: datetime) -> None:
        """Keep of `steps` those in force at `now`, of each place the newest."""
        newest: dict[tuple[str | None, int | None], dict[int, AlarmStep]] = {}
        for step in sorted(steps, key=lambda step: step.valid_from):
            if step.valid_from <= now and (step.valid_to is None or now < step.valid_to):
                newest.setdefault((step.kind, step.priority), {})[step.place] = step
        self._ladders = {
            key: tuple(places[place] for place in sorted(places)) for key, places in newest.items()
        }

    def of(self, kind: str, priority: int) -> Sequence[AlarmStep]:
        """Return the steps for an alarm: of its kind before any, of its priority before any."""
        for key in ((kind, priority), (kind, None), (None, priority), (None, None)):
            if key in self._ladders:
                return self._ladders[key]
        return _ANYWAY


def next_call(
    steps: Sequence[AlarmStep], step: int, *, since: datetime, now: datetime
) -> datetime | None:
    """Return when an alarm on place `step` of its ladder (0 is the first) calls again.

    At the next step, or by then at the step's own repetition; None when nobody is left to call.
    """
    own = steps[min(step, len(steps) - 1)]
    again = None if own.repeat_s is None else now + timedelta(seconds=own.repeat_s)
    if step + 1 >= len(steps):
        return again
    higher = since + timedelta(seconds=steps[step + 1].after_s)
    return higher if again is None else min(higher, again)


def step_at(steps: Sequence[AlarmStep], step: int, *, since: datetime, now: datetime) -> int:
    """Return the place on which an alarm calls at `now`: one step further, or the same again."""
    is_due = step + 1 < len(steps) and since + timedelta(seconds=steps[step + 1].after_s) <= now
    return step + 1 if is_due else min(step, len(steps) - 1)
