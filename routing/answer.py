"""The answer: advice with its reasons, as plain values."""

from __future__ import annotations

from routing.case import Case
from routing.jurisdiction import Location
from routing.needs import Demand
from routing.reason import Reason
from routing.table import Area, ResponsePlan
from routing.value_object import value_object


@value_object(kw_only=True)
class Owner:
    """An agency that owns a service on ground that the circle reaches, and how far that is."""

    service: str
    agency_id: str
    agency_name: str
    area_code: str
    area_name: str
    distance_m: float


@value_object(kw_only=True)
class Line:
    """One agency that is proposed for a need, and for how many crews (`count`).

    `candidates` are asked in order after a decline; `behind` names the service whose word that the
    scene is safe it waits for, close by.
    """

    service: str
    count: int
    stand_by: bool
    agency_id: str
    agency_name: str
    rank: int
    tier: str
    reasons: tuple[Reason, ...]
    candidates: tuple[str, ...]
    distance_m: float | None
    position_error_m: float | None
    travel_s: float | None
    border_distance_m: float | None
    behind: str | None = None


@value_object(kw_only=True)
class Shortfall:
    """A need for which there are surely fewer crews than are needed, and why."""

    service: str
    needs: int
    found: int
    reason: Reason


@value_object(kw_only=True)
class Plan:
    """A response plan: the lines, the owners, and all that makes it less than certain.

    Advice, not an order.
    """

    layer_version: str
    case: Case
    response_plan: ResponsePlan
    is_default: bool
    location: Location | None
    area: Area | None
    areas: tuple[tuple[Area, float], ...]
    near_border: bool
    flags: tuple[str, ...]
    owners: tuple[Owner, ...]
    lines: tuple[Line, ...]
    demand: Demand
    shortfalls: tuple[Shortfall, ...] = ()
