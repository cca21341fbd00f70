"""What intake proposes for a report: type and priority, places, duplicates. Pure; each with its reasons."""

from dataclasses import dataclass, field
from typing import Any

from asyncpg import Record

from intake.duplicates.score import Known, Seen, score
from intake.location.find import find_places
from intake.reports.neutral import NeutralReport
from intake.triage.proposal import Hints
from intake.triage.triage import triage

_TRUSTED_PLACE = 0.6
_USUAL_PRIORITY = 3
_DECLARED_CONFIDENCE = 1.0


@dataclass(slots=True, frozen=True)
class Proposed:
    """The proposal of a report: its JSON document and what a policy needs of it."""

    type: str
    priority: int
    confidence: float
    noise: float
    empty: bool
    document: dict[str, Any]
    places: list[dict[str, Any]] = field(default_factory=list)
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    location_method: str | None = None
    flags: tuple[str, ...] = ()
