"""A plan as people see it: the stored advice, its reasons in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from dispatch.incidents.view import AreaView
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import ReasonView, Sentence, View, reason_view
from dispatch.tasks.difference import Change, Given, Step, difference
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
    behind: str | None = Field(
        default=None, description="The service that must say first that the scene is safe."
    )
    candidates: tuple[str, ...] = Field(description="Who is asked in turn, after a decline too.")


class RunCardView(View):
    """The run card that the plan follows."""

    id: str
    version: int
    source: str


class ShortfallView(View):
    """A need for which fewer crews are known than are needed."""

    service: str
    needs: int
    found: int
    reason: ReasonView


class ChangeView(View):
    """One step from the orders given to this plan, for a dispatcher to take or leave."""

    step: Step
    agency_id: str
    service: str
    count: int
    stand_by: bool
    task_id: UUID | None


class PlanView(View):
    """A response plan: who should go, and all that makes it less than certain.

    Advice, not an order.
    """

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
    shortfalls: tuple[ShortfallView, ...]
    changes: tuple[ChangeView, ...] = Field(
        description="What the plan asks for beyond the orders given; all of it before the first."
    )
    notify: tuple[str, ...]
    checklist: tuple[Sentence, ...] = Field(description="In the language of the request.")


def plan_view(row: Columns, orders: Iterable[Given]) -> PlanView:
    """Return the view of a stored plan beside the orders that were given."""
    advice: Mapping[str, Any] = row["plan"]
    return PlanView.model_validate(
        {
            **advice,
            "id": row["id"],
            "incident_id": row["incident_id"],
            "made_at": row["made_at"],
            "reasons": _reasons(advice),
            "lines": [{**line, "reasons": _reasons(line)} for line in advice["lines"]],
            "shortfalls": [
                {**short, "reason": _reason(short["reason"])}
                for short in advice.get("shortfalls", ())
            ],
            "changes": [_change(one) for one in difference(advice["lines"], orders)],
            "checklist": [_question(item) for item in advice["checklist"]],
        }
    )


def _reasons(record: Mapping[str, Any]) -> list[ReasonView]:
    return [_reason(one) for one in record["reason_codes"]]


def _reason(coded: Mapping[str, Any]) -> ReasonView:
    return reason_view(Reason(coded["code"], coded["params"]), SENTENCES.say)


def _change(change: Change) -> ChangeView:
    members = {name: getattr(change, name) for name in ChangeView.model_fields}
    return ChangeView.model_validate(members)


def _question(item: Mapping[str, str]) -> Sentence:
    return Sentence(lambda language: item.get(language) or item[DEFAULT_LANGUAGE])
