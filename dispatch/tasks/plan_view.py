"""A plan as people see it: the stored advice, its reasons in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from dispatch.incidents.view import AreaView
from dispatch.kernel.store.reading import Columns
from dispatch.kernel.web.view import ReasonView, Sentence, View, reason_view
from routing.explain import SENTENCES
from routing.reason import DEFAULT_LANGUAGE, Reason


class NearAreaView(AreaView):
    """An area that the circle of uncertainty reaches."""

    distance_m: float


class OwnerView(View):
    """An agency that owns a service on ground the circle of uncertainty reaches."""

    service: str
    agency_id: str
    agency_name: str
    area: AreaView
    distance_m: float


class PlanLineView(View):
    """One need of the run card and who is proposed for it."""

    service: str
    count: int
    stand_by: bool
    agency_id: str
    agency_name: str
    rank: int
    tier: str = Field(description="owner, other_owner, neighbour, substitute or last_resort.")
    reasons: tuple[ReasonView, ...]
    distance_m: float | None
    travel_s: float | None
    border_distance_m: float | None
    candidates: tuple[str, ...] = Field(description="Who is asked in turn, after a decline too.")


class RunCardView(View):
    """The run card that the plan follows."""

    id: str
    version: int
    source: str


class PlanView(View):
    """Advice, not an order: who should go, and everything that makes it less than certain."""

    id: UUID
    incident_id: UUID
    made_at: datetime
    layer_version: str
    response_plan: RunCardView
    area: AreaView | None
    areas: tuple[NearAreaView, ...]
    near_border: bool
    border_distance_m: float | None
    uncertainty_m: float | None
    flags: tuple[str, ...]
    reasons: tuple[ReasonView, ...]
    owners: tuple[OwnerView, ...]
    lines: tuple[PlanLineView, ...]
    notify: tuple[str, ...]
    checklist: tuple[Sentence, ...] = Field(description="In the language of the request.")


def plan_view(row: Columns) -> PlanView:
    """Return the view of a stored plan."""
    advice: Mapping[str, Any] = row["plan"]
    return PlanView.model_validate(
        {
            **advice,
            "id": row["id"],
            "incident_id": row["incident_id"],
            "made_at": row["made_at"],
            "reasons": _reasons(advice),
            "lines": [{**line, "reasons": _reasons(line)} for line in advice["lines"]],
            "checklist": [_question(item) for item in advice["checklist"]],
        }
    )


def _reasons(record: Mapping[str, Any]) -> list[ReasonView]:
    return [
        reason_view(Reason(one["code"], one["params"]), SENTENCES.say)
        for one in record["reason_codes"]
    ]


def _question(item: Mapping[str, str]) -> Sentence:
    return Sentence(lambda language: item.get(language) or item[DEFAULT_LANGUAGE])
