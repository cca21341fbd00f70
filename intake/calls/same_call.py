"""Does an event belong to a call we know, or has the exchange used the call's id again?

Exchanges count from one after a restart, and some never say that a call ended. An event taken for
an old call's is a caller nobody sees, so in doubt it is a new call.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, TypeVar

from intake.calls.call_event import BEGINNINGS, CallEvent
from intake.calls.call_state import CallState

_TOLD_LATE: Final = timedelta(hours=1)
_CLOCKS_APART: Final = timedelta(seconds=5)
_NEXT_LEG_WITHIN: Final = timedelta(minutes=10)
_OFFERED_WITHIN: Final = timedelta(minutes=30)
_HEARD_WITHIN: Final = timedelta(hours=6)
K = TypeVar("K")


def find_call(known: Iterable[tuple[K, CallState]], event: CallEvent) -> K | None:
    """Return which of the calls with its id the event belongs to; None for a new call."""
    newest_first = sorted(known, key=lambda pair: pair[1].arrived_at, reverse=True)
    return next((key for key, state in newest_first if is_same_call(state, event)), None)


def is_same_call(state: CallState, event: CallEvent) -> bool:
    """Whether `event`, which bears the id of the call, is one of the call's events."""
    if event.at < state.arrived_at - _TOLD_LATE:
        return False
    if event.name == "recording_ready":
        return True  # recordings are ready when they are, hours later too
    return _joins_live(state, event) if state.over_at is None else _joins_ended(state, event)


def _joins_live(state: CallState, event: CallEvent) -> bool:
    if event.name in BEGINNINGS and not event.linked and _other_caller(state, event):
        return False
    begins_again = event.name == "offered" and _same_leg(state, event)
    if begins_again:
        return event.at - state.arrived_at <= _OFFERED_WITHIN
    return event.at - state.last_at <= _HEARD_WITHIN


def _joins_ended(state: CallState, event: CallEvent) -> bool:
    over = state.over_at or state.last_at
    after = event.at - over
    if _other_caller(state, event) and not event.linked:
        return event.name not in BEGINNINGS and after <= timedelta(0)
    if event.name in BEGINNINGS:
        return after <= (_CLOCKS_APART if _same_leg(state, event) else _NEXT_LEG_WITHIN)
    return after <= _HEARD_WITHIN


def _same_leg(state: CallState, event: CallEvent) -> bool:
    return not event.leg or event.leg in state.legs


def _other_caller(state: CallState, event: CallEvent) -> bool:
    known, said = state.get("ani"), event.number
    return known is not None and said is not None and known != said
