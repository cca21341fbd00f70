"""Build routing's table from plain rows, whether they come from the database or from files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from routing import (
    Agency,
    Area,
    BadTable,
    CheckItem,
    Jurisdiction,
    Modifier,
    Need,
    ResponsePlan,
    Station,
)

Entry = Mapping[str, Any]


def build_areas(rows: Iterable[Entry]) -> tuple[Area, ...]:
    """Return areas from rows with `code, name, level, accuracy_m` and `geometry` as WKB."""
    return tuple(
        Area(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            geometry=polygon_of(row["geometry"]),
            accuracy_m=row["accuracy_m"],
        )
        for row in rows
    )


def build_agencies(
    rows: Iterable[Entry], stations: Iterable[Entry], channels: Mapping[str, list[str]]
) -> tuple[Agency, ...]:
    """Return agencies with their stations and the kinds of their channels."""
    posts: dict[str, list[Station]] = {}
    for row in stations:
        post = Station(name=row["name"], lon=row["lon"], lat=row["lat"], error_m=row["error_m"])
        posts.setdefault(row["agency_id"], []).append(post)
    return tuple(
        Agency(
            id=row["id"],
            name=row["name"],
            short_name=row["short_name"],
            services=frozenset(row["services"]),
            active=row["active"],
            stations=tuple(posts.get(row["id"], ())),
            channels=tuple(channels.get(row["id"], ())),
            phone=row["phone"],
            crews=tuple(sorted((row.get("crews") or {}).items())),
        )
        for row in rows
    )


def build_jurisdictions(rows: Iterable[Entry]) -> tuple[Jurisdiction, ...]:
    """Return jurisdictions, each for one service."""
    return tuple(
        Jurisdiction(
            agency_id=row["agency_id"],
            service=row["service"],
            area_codes=tuple(row["area_codes"]),
            polygon=None if row["polygon"] is None else polygon_of(row["polygon"]),
            rank=row["rank"],
            basis=row["basis"],
            approximate=row["approximate"],
        )
        for row in rows
    )


def build_response_plans(rows: Iterable[Entry]) -> tuple[ResponsePlan, ...]:
    """Return run cards from rows with their `card` as in the city's file.

    A row has `id, version, type, valid_from, valid_to, source` and `card`.
    """
    return tuple(build_response_plan(row, row["card"]) for row in rows)


def build_response_plan(row: Entry, card: Entry) -> ResponsePlan:
    """Return one run card; BadTable when its card lacks what it must have."""
    try:
        return ResponsePlan(
            id=row["id"],
            type=row["type"],
            version=row["version"],
            valid_from=as_moment(row["valid_from"]),
            valid_to=None if row.get("valid_to") is None else as_moment(row["valid_to"]),
            priority_min=card.get("priority_min", 1),
            priority_max=card.get("priority_max", 5),
            flood_states=frozenset(card.get("flood_states", ())),
            needs=tuple(_need(need) for need in card["needs"]),
            notify=tuple(card.get("notify", ())),
            checklist=_checklist(card),
            examples=tuple(card.get("examples", ())),
            sop=card.get("sop", ""),
            source=row["source"],
        )
    except (KeyError, TypeError) as error:
        raise BadTable("table.broken_card", f"response plan {row.get('id')!r}: {error}") from error


def build_modifier(row: Entry, body: Entry) -> Modifier:
    """Return one modifier of run cards; BadTable when it lacks what it must have."""
    try:
        return Modifier(
            id=row["id"],
            version=row["version"],
            valid_from=as_moment(row["valid_from"]),
            valid_to=None if row.get("valid_to") is None else as_moment(row["valid_to"]),
            signs=frozenset(body["signs"]),
            types=frozenset(body.get("types", ())),
            people=body.get("people", 1),
            priority_max=body.get("priority_max", 5),
            needs=tuple(_need(need) for need in body.get("needs", ())),
            alarm=body.get("alarm", 1),
            leads=body.get("leads"),
            notify=tuple(body.get("notify", ())),
            checklist=_checklist(body),
            examples=tuple(body.get("examples", ())),
            sop=body.get("sop", ""),
            source=row["source"],
        )
    except (KeyError, TypeError) as error:
        raise BadTable("table.broken_modifier", f"modifier {row.get('id')!r}: {error}") from error


def _checklist(card: Entry) -> tuple[CheckItem, ...]:
    return tuple(CheckItem(id=item["id"], en=item["en"]) for item in card.get("checklist", ()))


def as_moment(value: datetime | str) -> datetime:
    """Return a moment that may still be text."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def polygon_of(wkb: bytes) -> Polygon | MultiPolygon:
    """Return the polygon that bytes stand for; BadTable when it is something else."""
    geometry = shapely.from_wkb(wkb)
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise BadTable("table.not_a_polygon", "an area is made of polygons")
    return geometry


def _need(need: Entry) -> Need:
    return Need(
        service=need["service"],
        count=need.get("count", 1),
        stand_by=need.get("stand_by", False),
        substitutes=tuple(need.get("substitutes", ())),
        from_alarm=need.get("from_alarm", 1),
        per_people=need.get("per_people"),
        at_most=need.get("at_most"),
        behind=need.get("behind"),
    )
