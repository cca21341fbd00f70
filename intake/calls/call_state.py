"""What a call is, built from its events by their time stamps.

Any order, any repetition, the same call.

Of "offered", "answered", "abandoned", "ended" ... the earliest counts, of "held" and "transferred"
the latest, each for its leg. What the events say about the call is kept with the time they said it:
who called and where he dialled by the first word, who has it now by the last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson

from intake.calls.call_event import PRESUMED_SERVICES, CallEvent
from intake.calls.call_place import CallPlace, best_place, place_from
from routing.value_object import value_object

SHORT_ABANDON: Final = timedelta(seconds=5)
CALL_BACK_WITHIN: Final = timedelta(minutes=1)
WHOLE_CALL: Final = ""
_LATEST = frozenset({"held", "transferred"})
_OTHER = "other"
_GONE = ("abandoned", "ended")
_BY_THE_LAST = frozenset({"queue", "agent_extension", "position", "recording_ref", "ani_withheld"})
_ORDER = ("offered", "queued", "ringing")


class Step(NamedTuple):
    """What happened to which leg; the whole call is the leg without a name."""

    name: str
    leg: str = WHOLE_CALL


@value_object
class CallState:
    """A call. `times` by step; `facts` by attribute as (said at, value); `places` of the caller."""

    times: Mapping[Step, datetime] = field(default_factory=dict)
    facts: Mapping[str, tuple[datetime, Any]] = field(default_factory=dict)
    places: frozenset[CallPlace] = frozenset()

    def get(self, attribute: str) -> Any:
        """Return the value of `attribute` that counts, or None."""
        known = self.facts.get(attribute)
        return None if known is None else known[1]

    @property
    def legs(self) -> frozenset[str]:
        """The legs that the events named."""
        return frozenset(step.leg for step in self.times) - {WHOLE_CALL}

    @property
    def arrived_at(self) -> datetime:
        """When the call first reached the centre, as far as its events tell."""
        return min(self.times.values())

    @property
    def last_at(self) -> datetime:
        """When the last event of the call happened."""
        return max(self.times.values())

    @property
    def place(self) -> CallPlace | None:
        """The caller's place as well as it is known."""
        return best_place(self.places)

    def _earliest(self, leg: str, *names: str) -> datetime | None:
        return min(
            (moment for name in names if (moment := self.times.get(Step(name, leg))) is not None),
            default=None,
        )

    def _answered_legs(self) -> dict[str, datetime]:
        """Return when each leg was answered.

        An answer after the caller had gone is none; that another leg gave up before proves nothing.
        """
        answered = {}
        for (name, leg), moment in self.times.items():
            gone = [self._earliest(part, "abandoned") for part in (leg, WHOLE_CALL)]
            if name == "answered" and all(at is None or at >= moment for at in gone):
                answered[leg] = moment
        return answered

    @property
    def answered_at(self) -> datetime | None:
        """When an agent first answered."""
        return min(self._answered_legs().values(), default=None)

    @property
    def abandoned_at(self) -> datetime | None:
        """When the caller went before anybody answered.

        A call that ended unanswered was abandoned, whatever it was called. A leg that gives up is
        not yet the caller: he has gone when the call itself is over, or every leg of it.
        """
        if self.answered_at is not None:
            return None
        gone = self._earliest(WHOLE_CALL, *_GONE)
        if gone is not None:
            return gone
        ends = [self._earliest(leg, *_GONE) for leg in self.legs]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def ended_at(self) -> datetime | None:
        """When an answered call was over: every leg that was answered has ended."""
        ends = [self._end_of(leg, since) for leg, since in self._answered_legs().items()]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    def _end_of(self, leg: str, answered_at: datetime) -> datetime | None:
        own = self._earliest(leg, *_GONE)
        whole = self._earliest(WHOLE_CALL, *_GONE)
        # The end of the whole call closes a leg that was never heard of again.
        return own if own is not None or whole is None or whole < answered_at else whole

    @property
    def over_at(self) -> datetime | None:
        """When the call was over, answered or not."""
        return self.abandoned_at or self.ended_at

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
        """The state of the call in one word, from `offered` to `ended`."""
        if self.abandoned_at is not None:
            return "abandoned"
        if self.ended_at is not None:
            return "ended"
        answered_at = self.answered_at
        if answered_at is not None:
            later = [
                (moment, step.name)
                for step, moment in self.times.items()
                if step.name in _LATEST and moment >= answered_at
            ]
            return max(later)[1] if later else "answered"
        seen = {step.name for step in self.times}
        return next((name for name in reversed(_ORDER) if name in seen), "offered")


def apply(state: CallState, event: CallEvent) -> CallState:
    """Apply one event to the call; one that was applied before changes nothing."""
    times, facts = dict(state.times), dict(state.facts)
    step = Step(event.name if event.known else _OTHER, event.leg)
    known = times.get(step)
    choose = max if event.name in _LATEST else min
    times[step] = event.at if known is None else choose(known, event.at)
    for name, value in event.attributes.items():
        said = facts.get(name)
        if said is None or _prevails(name, (event.at, value), said):
            facts[name] = (event.at, value)
    return CallState(times, facts, state.places.union(event.places))


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
    """Return the state as JSON; a step of a leg is written `name@leg`."""
    return {
        "times": {
            f"{step.name}@{step.leg}" if step.leg else step.name: moment.isoformat()
            for step, moment in state.times.items()
        },
        "facts": {name: [said.isoformat(), value] for name, (said, value) in state.facts.items()},
        "places": sorted((place.document() for place in state.places), key=orjson.dumps),
    }


def state_from(document: Mapping[str, Any]) -> CallState:
    """Return the state that `document` was made of."""
    times = {}
    for written, moment in document.get("times", {}).items():
        name, _, leg = written.partition("@")
        times[Step(name, leg)] = datetime.fromisoformat(moment)
    return CallState(
        times,
        {
            name: (datetime.fromisoformat(said), value)
            for name, (said, value) in document.get("facts", {}).items()
        },
        frozenset(place_from(place) for place in document.get("places", ())),
    )
