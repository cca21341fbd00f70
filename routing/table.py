"""The knowledge routing works with, as plain values.

Somebody else loads it; nothing here reads or writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shapely.geometry import MultiPolygon, Polygon

from routing.travel_time import StraightLine, TravelTimes
from routing.value_object import value_object


@value_object(kw_only=True)
class Area:
    """An administrative area; together those of a table tile the ground without overlapping."""

    code: str
    name: str
    level: str
    geometry: Polygon | MultiPolygon
    accuracy_m: float = 60.0


@value_object(kw_only=True)
class Station:
    """Where an agency's people stand, and how well that is known."""

    name: str
    lon: float
    lat: float
    error_m: float = 0.0


@value_object(kw_only=True)
class Agency:
    """An organisation that can be sent.

    `crews` says how many crews of a service it can send at once, where that is known.
    """

    id: str
    name: str
    services: frozenset[str]
    short_name: str = ""
    active: bool = True
    stations: tuple[Station, ...] = ()
    channels: tuple[str, ...] = ()
    phone: str | None = None
    crews: tuple[tuple[str, int], ...] = ()


@value_object(kw_only=True)
class Jurisdiction:
    """Where an agency answers for one service; the lower rank is asked first.

    It is areas by code (a code covers everything below it) or one polygon. `basis` says where the
    claim comes from; `approximate` marks a border nobody published.
    """

    agency_id: str
    service: str
    area_codes: tuple[str, ...] = ()
    polygon: Polygon | MultiPolygon | None = None
    rank: int = 1
    basis: str = ""
    approximate: bool = False


@value_object(kw_only=True)
class Need:
    """One capability that a run card or a modifier asks for, from a given alarm level on.

    Where the sign that asks for it counts people, one more crew is needed for every further
    `per_people`, up to `at_most`. `behind` names the service that goes first: this one stops at a
    safe distance until it is told that the scene is safe.
    """

    service: str
    count: int = 1
    stand_by: bool = False
    substitutes: tuple[str, ...] = ()
    from_alarm: int = 1
    per_people: int | None = None
    at_most: int | None = None
    behind: str | None = None


@value_object(kw_only=True)
class CheckItem:
    """One thing the desk must not forget, in both languages."""

    id: str
    en: str


@value_object(kw_only=True)
class ResponsePlan:
    """A run card: when it applies, what it needs, and what the desk should check."""

    id: str
    type: str
    needs: tuple[Need, ...]
    valid_from: datetime
    valid_to: datetime | None = None
    version: int = 1
    priority_min: int = 1
    priority_max: int = 5
    flood_states: frozenset[str] = frozenset()
    notify: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    examples: tuple[str, ...] = ()
    sop: str = ""
    source: str = ""


@value_object(kw_only=True)
class Modifier:
    """What a sign adds to the run card: more needs, a higher alarm, who goes first.

    It applies when one of `signs` was said (of at least `people` people where that is asked) and,
    where `types` are named, the emergency is of one of them. `leads` is the service that all the
    others wait behind. `examples` are sentences it was made for, `sop` the office's own words.
    """

    id: str
    signs: frozenset[str]
    valid_from: datetime
    needs: tuple[Need, ...] = ()
    valid_to: datetime | None = None
    version: int = 1
    types: frozenset[str] = frozenset()
    people: int = 1
    priority_max: int = 5
    alarm: int = 1
    leads: str | None = None
    notify: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    examples: tuple[str, ...] = ()
    sop: str = ""
    source: str = ""


@value_object(kw_only=True)
class Vehicle:
    """Where a unit is now, and whether it can be sent."""

    id: str
    agency_id: str
    lon: float
    lat: float
    at: datetime
    available: bool = True


@value_object(kw_only=True)
class Closure:
    """Ground that nobody drives through for a time: a flooded street, a closed bridge."""

    id: str
    geometry: Polygon | MultiPolygon
    valid_from: datetime
    valid_to: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Everything routing knows at one moment.

    Compared by identity: a changed registry is a new table. A `Router` is a table compiled, held by
    whoever holds the table.
    """

    version: str
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    jurisdictions: tuple[Jurisdiction, ...]
    response_plans: tuple[ResponsePlan, ...]
    home_code: str
    modifiers: tuple[Modifier, ...] = ()
    travel: TravelTimes = field(default_factory=StraightLine)
    far_outside_m: float = 50_000.0
    # Filled by whoever knows them; ranking by roads and by vehicles reads them.
    units: tuple[Vehicle, ...] = ()
    closures: tuple[Closure, ...] = ()
