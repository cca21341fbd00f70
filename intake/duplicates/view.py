"""Incidents that a report may belong to, as people see them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from dispatch.incidents.reason_view import reason_views
from dispatch.kernel.web.view import ReasonView, View
from intake.duplicates.score import SENTENCES


class CandidateView(View):
    """An open incident that a report may belong to, with the likelihood from 0 to 1."""

    incident_id: UUID
    number: str
    distance_m: float | None
    score: float
    reasons: tuple[ReasonView, ...]


def candidate_views(stored: Iterable[Mapping[str, Any]]) -> tuple[CandidateView, ...]:
    """Return the views of candidates as `Candidate.document` keeps them."""
    return tuple(
        [
            CandidateView.model_validate(
                {**one, "reasons": reason_views(one["reasons"], SENTENCES)}
            )
            for one in stored
        ]
    )
