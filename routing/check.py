"""Is a table fit to route with? Every problem at once, before the first case meets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from math import isfinite

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from routing.case import LATITUDE_LIMIT, LONGITUDE_LIMIT
from routing.errors import BadTable
from routing.table import Area, Table
from routing.travel_time import StraightLine


def check_table(table: Table) -> None:
    """Raise BadTable with the full list of problems unless the table can be routed with."""
    problems = list(
        chain(
            *(_emptiness(table), _duplicates(table)),
            *(_area(area) for area in table.areas),
            *(_stations(table), _claims(table), _run_cards(table), _modifiers(table)),
        )
    )
    if problems:
        detail = f"The routing table has {len(problems)} problem(s): " + "; ".join(problems[:5])
        raise BadTable("table.invalid", detail, problems=problems)


def check_geometry(geometry: object) -> str | None:
    """Return what is wrong with a polygon in longitude and latitude, or None."""
    if not isinstance(geometry, Polygon | MultiPolygon):
        return "is not a polygon"
    if geometry.is_empty:
        return "is empty"
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all():
        return "has coordinates that are not numbers"
    if (np.abs(points) > (LONGITUDE_LIMIT, LATITUDE_LIMIT)).any():
        swapped = (np.abs(points[:, ::-1]) <= (LONGITUDE_LIMIT, LATITUDE_LIMIT)).all()
        return (
            "has latitude and longitude swapped"
            if swapped
            else "has coordinates that are not on Earth"
        )
    if not geometry.is_valid:
        return f"is not valid: {shapely.is_valid_reason(geometry)}"
    return None


def _emptiness(table: Table) -> Iterator[str]:
    if not table.areas:
        yield "there is no area"
    if not table.agencies:
        yield "there is no agency"
    if isinstance(table.travel, StraightLine):
        yield from table.travel.faults()


def _duplicates(table: Table) -> Iterator[str]:
    for what, names in (
        ("area code", [area.code for area in table.areas]),
        ("agency id", [agency.id for agency in table.agencies]),
        ("response plan", [f"{card.id} version {card.version}" for card in table.response_plans]),
        ("modifier", [f"{one.id} version {one.version}" for one in table.modifiers]),
    ):
        yield from (
            f"{what} {name!r} stands {n} times" for name, n in Counter(names).items() if n > 1
        )


def _area(area: Area) -> Iterator[str]:
    if not area.code:
        yield f"area {area.name!r} has no code"
    wrong = check_geometry(area.geometry)
    if wrong is not None:
        yield f"area {area.code!r} {wrong}"
    if not (isfinite(area.accuracy_m) and area.accuracy_m >= 0):
        yield f"area {area.code!r} has an accuracy that is not a length"


def _stations(table: Table) -> Iterator[str]:
    for agency in table.agencies:
        for post in agency.stations:
            if not (abs(post.lon) <= LONGITUDE_LIMIT and abs(post.lat) <= LATITUDE_LIMIT):
                yield f"station {post.name!r} of agency {agency.id!r} is not on Earth"


def _claims(table: Table) -> Iterator[str]:
    known = {agency.id: agency for agency in table.agencies}
    for claim in table.jurisdictions:
        where = f"the jurisdiction of {claim.agency_id!r} for {claim.service!r}"
        agency = known.get(claim.agency_id)
        if agency is None:
            yield f"{where} names an agency nobody knows"
        elif claim.service not in agency.services:
            yield f"{where} is for a service the agency does not offer"
        if not claim.area_codes and claim.polygon is None:
            yield f"{where} covers nothing"
        wrong = check_geometry(claim.polygon) if claim.polygon is not None else None
        if wrong is not None:
            yield f"{where} has a polygon that {wrong}"


def _run_cards(table: Table) -> Iterator[str]:
    for card in table.response_plans:
        if not card.needs:
            yield f"response plan {card.id!r} needs nobody"
        elif not any(need.from_alarm <= 1 for need in card.needs):
            yield f"response plan {card.id!r} needs nobody at the first alarm"
        if any(need.count < 1 for need in card.needs):
            yield f"response plan {card.id!r} asks for fewer than one"
        if card.valid_from.tzinfo is None:
            yield f"response plan {card.id!r} has a date without a time zone"
        if card.priority_min > card.priority_max:
            yield f"response plan {card.id!r} has an empty priority range"


def _modifiers(table: Table) -> Iterator[str]:
    for one in table.modifiers:
        if not one.signs:
            yield f"modifier {one.id!r} heeds no sign"
        if not one.needs and one.alarm <= 1 and one.leads is None and not one.notify:
            yield f"modifier {one.id!r} changes nothing"
        if any(need.count < 1 or (need.per_people or 1) < 1 for need in one.needs):
            yield f"modifier {one.id!r} asks for fewer than one"
        if one.valid_from.tzinfo is None:
            yield f"modifier {one.id!r} has a date without a time zone"
