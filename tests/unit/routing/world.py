"""A small made-up city: four square kelurahan, a neighbour on each side.

And the agencies that answer there.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import box

from routing import (
    Agency,
    Area,
    Case,
    CheckItem,
    Jurisdiction,
    Need,
    ResponsePlan,
    Router,
    Station,
    Table,
)

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
WEST, SOUTH, STEP = 112.43, -7.48, 0.01
MIDDLE = (WEST + STEP, SOUTH + STEP)


def square(column: int, row: int, columns: int = 1, rows: int = 1) -> Any:
    return box(
        WEST + column * STEP,
        SOUTH + row * STEP,
        WEST + (column + columns) * STEP,
        SOUTH + (row + rows) * STEP,
    )


def area(code: str, name: str, *place: int, accuracy_m: float = 60.0) -> Area:
    return Area(
        code=code, name=name, level="kelurahan", geometry=square(*place), accuracy_m=accuracy_m
    )


AREAS = (
    area("35.76.01.1001", "Kauman", 0, 0),
    area("35.76.01.1002", "Blooto", 1, 0),
    area("35.76.02.1001", "Wates", 0, 1),
    area("35.76.02.1002", "Meri", 1, 1),
    area("35.16.13", "Sooko", -1, 0, 1, 2),
    area("35.16.18", "Mojoanyar", 2, 0, 1, 2),
    area("35.16.14", "Gedeg", -1, 2, 4, 1),
    area("35.16.11", "Puri", -1, -1, 4, 1),
)


def agency(
    name: str, *services: str, at: tuple[float, float] | None = None, **members: Any
) -> Agency:
    stations = () if at is None else (Station(name="pos", lon=at[0], lat=at[1]),)
    return Agency(
        id=name, name=name.title(), services=frozenset(services), stations=stations, **members
    )


AGENCIES = (
    agency("damkar-kota", "fire", "rescue", at=MIDDLE),
    agency("damkar-kab", "fire", "rescue", at=(WEST + 2.5 * STEP, SOUTH)),
    agency("polres-kota", "police", at=MIDDLE),
    agency("polres-kab", "police"),
    agency("psc", "ems"),
    agency("pln", "power"),
    agency("sar", "sar", at=(112.778, -7.371)),
)
CITY, NORTH, DISTRICT = "35.76", "35.16.14", "35.16"


def claim(agency_id: str, service: str, *codes: str, **members: Any) -> Jurisdiction:
    return Jurisdiction(agency_id=agency_id, service=service, area_codes=codes, **members)


JURISDICTIONS = (
    claim("damkar-kota", "fire", CITY),
    claim("damkar-kota", "rescue", CITY),
    claim("damkar-kab", "fire", DISTRICT),
    claim("damkar-kab", "rescue", DISTRICT),
    claim("polres-kota", "police", CITY, NORTH),
    claim("polres-kab", "police", DISTRICT, rank=2),
    claim("psc", "ems", CITY),
    claim("pln", "power", CITY, DISTRICT, approximate=True),
    claim("sar", "sar", "35"),
)


def card(type_: str, *needs: Need, **members: Any) -> ResponsePlan:
    given = {"id": type_, "valid_from": datetime(2026, 1, 1, tzinfo=UTC), **members}
    return ResponsePlan(type=type_, needs=needs, **given)


FIRE = card(
    "fire",
    Need(service="fire"),
    Need(service="power"),
    Need(service="ems", stand_by=True),
    Need(service="police"),
    Need(service="rescue", from_alarm=2),
    checklist=(CheckItem(id="Apa yang terbakar?", en="What is burning?"),),
)
DROWNING = card("drowning", Need(service="rescue"), Need(service="sar"), Need(service="ems"))


def table(**changes: Any) -> Table:
    """Make the table; every call makes a new one, which is compiled afresh."""
    members: dict[str, Any] = {
        "version": "test-1",
        "areas": AREAS,
        "agencies": AGENCIES,
        "jurisdictions": JURISDICTIONS,
        "response_plans": (FIRE, DROWNING),
        "home_code": CITY,
    }
    return Table(**{**members, **changes})


def router(**changes: Any) -> Router:
    """Return the table compiled, as whoever holds a table has it."""
    return Router(table(**changes))


def case(
    lon: float | None = MIDDLE[0] - STEP / 2,
    lat: float | None = MIDDLE[1] - STEP / 2,
    **members: Any,
) -> Case:
    """Ask about a fire in the middle of Kauman, unless told otherwise."""
    given: dict[str, Any] = {
        "at": AT,
        "type": "fire",
        "priority": 1,
        "lon": lon,
        "lat": lat,
        **members,
    }
    return Case(**given)


def without(agency_id: str) -> tuple[Agency, ...]:
    """Return the agencies with one of them inactive."""
    return tuple(replace(item, active=item.active and item.id != agency_id) for item in AGENCIES)
