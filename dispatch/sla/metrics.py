"""The intervals that are measured, and who owns a breach of each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Metric(StrEnum):
    """An interval of the chain from the caller to the closed incident."""

    ANSWER = "answer"
    TRIAGE = "triage"
    PROCESSING = "processing"
    HAND_OVER = "hand_over"
    AGENCY_DISPATCH = "agency_dispatch"
    TURNOUT = "turnout"
    TRAVEL = "travel"
    RESPONSE = "response"
    FULL_RESPONSE = "full_response"
    RESOLUTION = "resolution"


class Verdict(StrEnum):
    """What became of a clock.

    Void: not judged, because there is no target or nobody needs the answer any more.
    """

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"


# These are measured whether or not the city has set a target; the others have a clock only where
# there is one.
ALWAYS: Final = frozenset(
    {Metric.ANSWER, Metric.TRIAGE, Metric.PROCESSING, Metric.HAND_OVER, Metric.RESPONSE}
)

_OWNERS: Final[Mapping[Metric, str]] = {
    Metric.ANSWER: "call_takers",
    Metric.TRIAGE: "call_taker",
    Metric.PROCESSING: "dispatcher",
    Metric.TURNOUT: "crew",
    Metric.TRAVEL: "crew",
    Metric.RESPONSE: "everyone",
    Metric.FULL_RESPONSE: "everyone",
}


def owner_of(metric: Metric, agency_id: str | None) -> str:
    """Return who owns a breach of `metric`: a desk, the crew, everyone, or `agency:<id>`."""
    found = _OWNERS.get(metric)
    if found is not None:
        return found
    return "everyone" if agency_id is None else f"agency:{agency_id}"
