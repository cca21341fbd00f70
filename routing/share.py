"""How the crews of one need are shared among the agencies that can send them.

An agency whose strength nobody told is asked for everything that is left: it may have it. It surely
sends one crew; when all who can be asked surely send fewer than are needed, that is said as a
shortfall, because somebody may have to call further.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.answer import Shortfall
from routing.rank import LAST_RESORT, Candidate
from routing.reason import Param, Reason
from routing.table import Need
from routing.value_object import value_object


@value_object(kw_only=True)
class Share:
    """One agency and how many crews are asked of it."""

    candidate: Candidate
    count: int


def share(need: Need, candidates: Sequence[Candidate]) -> tuple[list[Share], Shortfall | None]:
    """Return who is asked for how many crews, best first, and what is surely missing."""
    able = [one for one in candidates if one.tier != LAST_RESORT]
    sure = [(one, _told(one, need)) for one in able]
    found = min(need.count, sum(1 if crews is None else crews for _, crews in sure))
    taken: list[Share] = []
    left = need.count
    for one, crews in sure:
        asked = left if crews is None else min(left, crews)
        if asked:
            taken.append(Share(candidate=one, count=asked))
            left -= asked
    if not taken:
        return [Share(candidate=candidates[0], count=need.count)], _nobody(need)
    if left:
        first = taken[0]
        taken[0] = Share(candidate=first.candidate, count=first.count + left)
    return taken, None if found == need.count else _too_few(need, found, able)


def _told(candidate: Candidate, need: Need) -> int | None:
    """Return how many crews the agency has said it can send; None when it has not said."""
    crews = dict(candidate.agency.crews)
    services = (need.service, *need.substitutes)
    known = [crews[service] for service in services if service in crews]
    return max(known, default=None)


def _nobody(need: Need) -> Shortfall:
    params: dict[str, Param] = {"service": need.service, "needs": need.count}
    reason = Reason("shortfall_nobody", params)
    return Shortfall(service=need.service, needs=need.count, found=0, reason=reason)


def _too_few(need: Need, found: int, able: Sequence[Candidate]) -> Shortfall:
    names = ", ".join(one.agency.name for one in able)
    params: dict[str, Param] = {
        "service": need.service,
        "needs": need.count,
        "found": found,
        "agencies": names,
    }
    reason = Reason("shortfall", params)
    return Shortfall(service=need.service, needs=need.count, found=found, reason=reason)
