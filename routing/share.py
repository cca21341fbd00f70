"""How the crews of one need are shared among the agencies that can send them.

An agency whose strength nobody told surely sends one crew. What is still missing is asked of the
first of them all the same, and said as a shortfall: somebody may have to call further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.answer import Shortfall
from routing.rank import LAST_RESORT, Candidate
from routing.reason import Param, Reason
from routing.table import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One agency and how many crews are asked of it."""

    candidate: Candidate
    count: int


def share(need: Need, candidates: Sequence[Candidate]) -> tuple[list[Share], Shortfall | None]:
    """Return who is asked for how many crews, best first, and what is surely missing."""
    able = [one for one in candidates if one.tier != LAST_RESORT]
    taken: list[Share] = []
    left = need.count
    for one in able:
        sends = min(left, _surely_sends(one, need))
        if sends:
            taken.append(Share(candidate=one, count=sends))
            left -= sends
        if not left:
            break
    found = need.count - left
    if not left:
        return taken, None
    if not taken:
        return [Share(candidate=candidates[0], count=need.count)], _nobody(need)
    first = taken[0]
    taken[0] = Share(candidate=first.candidate, count=first.count + left)
    return taken, _too_few(need, found, taken)


def _surely_sends(candidate: Candidate, need: Need) -> int:
    crews = dict(candidate.agency.crews)
    services = (need.service, *need.substitutes)
    known = [crews[service] for service in services if service in crews]
    return max(known) if known else 1


def _nobody(need: Need) -> Shortfall:
    params: dict[str, Param] = {"service": need.service, "needs": need.count}
    reason = Reason("shortfall_nobody", params)
    return Shortfall(service=need.service, needs=need.count, found=0, reason=reason)


def _too_few(need: Need, found: int, taken: Sequence[Share]) -> Shortfall:
    names = ", ".join(one.candidate.agency.name for one in taken)
    params: dict[str, Param] = {
        "service": need.service,
        "needs": need.count,
        "found": found,
        "agencies": names,
    }
    reason = Reason("shortfall", params)
    return Shortfall(service=need.service, needs=need.count, found=found, reason=reason)
