"""How far a number's history makes a prank likely: graded, fading, never a block. Pure.

Content always breaks it: words that speak of a life are judged as if nobody had ever called. It
fades by half in a week, and one call that led to an incident that was handled ends it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from dispatch.incidents.lifecycle import Disposition
from intake.reports.lifecycle import DiscardReason
from routing.value_object import value_object

_HALVES_IN: Final = timedelta(days=7)
_FORGOTTEN_AFTER: Final = timedelta(days=60)
_EACH: Final = 0.25
_AT_MOST: Final = 0.9
_URGENT: Final = 2
NUISANCE: Final = DiscardReason.NUISANCE
# Endings of incidents that prove that a caller was not joking.
_REAL: Final = frozenset({Disposition.HANDLED, Disposition.REFERRED})


@value_object(kw_only=True)
class Earlier:
    """One earlier contact of a number and how it ended."""

    at: datetime
    discard_reason: str | None = None
    disposition: str | None = None


def grade(earlier: Iterable[Earlier], now: datetime, *, priority: int | None = None) -> float:
    """Return the grade from 0 to 1; `priority` is what the words of the contact now propose."""
    if priority is not None and priority <= _URGENT:
        return 0.0
    known = sorted(earlier, key=lambda one: one.at)
    last_real = max((one.at for one in known if one.disposition in _REAL), default=None)
    total = 0.0
    for one in known:
        age = now - one.at
        is_prank = NUISANCE in {one.discard_reason, one.disposition}
        counts = is_prank and age <= _FORGOTTEN_AFTER
        if counts and (last_real is None or one.at > last_real):
            total += _EACH * 0.5 ** (age / _HALVES_IN)
    return round(min(_AT_MOST, total), 2)
