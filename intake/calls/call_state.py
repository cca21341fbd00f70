"""What a call is, built from its events by their time stamps.

Any order, any repetition, the same call.

Of "offered", "answered", "abandoned", "ended" ... the earliest counts, of "held" and "transferred"
the latest. What the events say about the call is kept with the time they said it: who called and
where he dialled by the first word, who has it now by the last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from intake.calls.call_event import PRESUMED_SERVICES, CallEvent

SHORT_ABANDON: Final = timedelta(seconds=5)
CALL_BACK_WITHIN: Final = timedelta(minutes=1)
_LATEST = frozenset({"held", "transferred"})
_BY_THE_LAST = frozenset({"queue", "agent_extension", "position", "recording_ref", "ani_withheld"})
_ORDER = ("offered", "queued", "ringing")


@dataclass(frozen=True, slots=True)
class CallState:
    """A call. `times` by event name; `facts` by attribute as (said at, value)."""

    times: Mapping[str, datetime] = field(default_factory=dict)
    facts: Mapping[str, tuple[datetime, Any]] = field(default_factory=dict)

    def get(self, attribute: str) -> Any:
        """Return what is known of `attribute`, or None."""
        known = self.facts.get(attribute)
        return None if known is None else known[1]

    @property
    def arrived_at(self) -> datetime:
        """When the call first reached the centre, as far as its events tell."""
        return min(self.times.values())

    @property
    def answered_at(self) -> datetime | None:
        """When an agent first answered; an "answered" after the caller had gone is none."""
        answered, gone = self.times.get("answered"), self.times.get("abandoned")
        return None if answered is None or (gone is not None and gone < answered) else answered

    @property
    def abandoned_at(self) -> datetime | None:
        """When the caller went before anybody answered.

        A call that ended unanswered was abandoned, whatever it was called.
        """
        if self.answered_at is not None:
            return None
        return min(
            (self.times[name] for name in ("abandoned", "ended") if name in self.times),
            default=None,
        )

    @property
    def ended_at(self) -> datetime | None:
        """When it was over."""
        after_answer = self.times.get("abandoned") if self.answered_at is not None else None
        return min(
            (moment for moment in (self.times.get("ended"), after_answer) if moment is not None),
            default=None,
        )

    @property
    def short_abandon(self) -> bool:
        """Whether the caller went within five seconds."""
        return self.abandoned_at is not None and self.abandoned_at - self.arrived_at < SHORT_ABANDON

    @property
    def presumed_service(self) -> str | None:
        """Which service the number that was dialled presumes."""
        return PRESUMED_SERVICES.get(str(self.get("trunk"))) or PRESUMED_SERVICES.get(
            str(self.get("dialled"))
        )

    @property
    def state(self) -> str:
        """What the call is doing now, in one word."""
        if self.abandoned_at is not None:
            return "abandoned"
        if self.ended_at is not None:
            return "ended"
        if self.answered_at is not None:
            later = {
                name: self.times[name] for name in ("held", "transferred") if name in self.times
            }
            latest = max(later, key=lambda name: (later[name], name), default="answered")
            return (
                latest if latest != "answered" and later[latest] >= self.answered_at else "answered"
            )
        return next((name for name in reversed(_ORDER) if name in self.times), "offered")


def apply(state: CallState, event: CallEvent) -> CallState:
    """Take one event in; one that was taken in before changes nothing."""
    times, facts = dict(state.times), dict(state.facts)
    if event.known:
        known = times.get(event.name)
        choose = max if event.name in _LATEST else min
        times[event.name] = event.at if known is None else choose(known, event.at)
    for name, value in event.attributes.items():
        said = facts.get(name)
        if said is None or _prevails(name, (event.at, value), said):
            facts[name] = (event.at, value)
    return CallState(times, facts)


def _prevails(name: str, new: tuple[datetime, Any], old: tuple[datetime, Any]) -> bool:
    """Tell whether `new` replaces `old`.

    At the same moment the spelling decides, so that the order of arrival never does.
    """
    rank, other = (new[0], orjson.dumps(new[1])), (old[0], orjson.dumps(old[1]))
    return rank > other if name in _BY_THE_LAST else rank < other


def build(events: Iterable[CallEvent]) -> CallState:
    """Return the call that `events` make."""
    state = CallState()
    for event in events:
        state = apply(state, event)
    return state


def document_of(state: CallState) -> dict[str, Any]:
    """Return the state as JSON."""
    return {
        "times": {name: moment.isoformat() for name, moment in state.times.items()},
        "facts": {name: [said.isoformat(), value] for name, (said, value) in state.facts.items()},
    }


def state_from(document: Mapping[str, Any]) -> CallState:
    """Return the state that `document` was made of."""
    return CallState(
        {
            name: datetime.fromisoformat(moment)
            for name, moment in document.get("times", {}).items()
        },
        {
            name: (datetime.fromisoformat(said), value)
            for name, (said, value) in document.get("facts", {}).items()
        },
    )
