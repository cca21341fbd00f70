"""A table that would misdirect help is refused, with every fault by name."""

from dataclasses import replace
from datetime import datetime
from math import inf, nan
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from routing import Area, BadTable, Need, Station, StraightLine, Table
from routing.check import check_table
from tests.unit.routing.world import AGENCIES, AREAS, FIRE, JURISDICTIONS, agency, claim, table

BOW_TIE = Polygon([(112.40, -7.50), (112.45, -7.45), (112.45, -7.50), (112.40, -7.45)])


def area(geometry: Any) -> Area:
    return Area(code="35.76.09", name="Bad", level="kelurahan", geometry=geometry)


def refusal_of(bad: Table) -> str:
    with pytest.raises(BadTable) as refusal:
        check_table(bad)
    assert refusal.value.code == "table.invalid"
    assert isinstance(refusal.value.facts["problems"], list)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (BOW_TIE, "Self-intersection"),
        (Polygon(), "is empty"),
        (MultiPolygon(), "is empty"),
        (LineString([(112.4, -7.5), (112.5, -7.4)]), "is not a polygon"),
        (None, "is not a polygon"),
        (Polygon([(-7.5, 112.4), (-7.4, 112.4), (-7.4, 112.5)]), "latitude and longitude swapped"),
        (Polygon([(190, 0), (191, 0), (191, 1)]), "not on Earth"),
        (shapely.transform(AREAS[0].geometry, lambda points: points * inf), "not numbers"),
    ],
)
def test_bad_geometry_is_refused_by_name(geometry: Any, words: str) -> None:
    message = refusal_of(table(areas=(*AREAS, area(geometry))))
    assert words in message
    assert "35.76.09" in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"areas": ()}, "there is no area"),
        ({"agencies": (), "jurisdictions": ()}, "there is no agency"),
        ({"areas": (*AREAS, AREAS[0])}, "area code '35.76.01.1001' stands 2 times"),
        ({"agencies": (*AGENCIES, AGENCIES[0])}, "agency id 'damkar-kota' stands 2 times"),
        ({"response_plans": (FIRE, FIRE)}, "response plan 'fire version 1' stands 2 times"),
        ({"areas": (replace(AREAS[0], accuracy_m=-1.0),)}, "accuracy"),
        ({"areas": (replace(AREAS[0], code=""),)}, "has no code"),
        ({"jurisdictions": (claim("nobody", "fire", "35"),)}, "an agency nobody knows"),
        ({"jurisdictions": (claim("psc", "fire", "35"),)}, "does not offer"),
        ({"jurisdictions": (claim("psc", "ems"),)}, "covers nothing"),
        ({"jurisdictions": (claim("psc", "ems", polygon=BOW_TIE),)}, "polygon that is not valid"),
        ({"response_plans": (replace(FIRE, needs=()),)}, "needs nobody"),
        (
            {"response_plans": (replace(FIRE, needs=(Need(service="fire", from_alarm=2),)),)},
            "at the first alarm",
        ),
        (
            {"response_plans": (replace(FIRE, needs=(Need(service="fire", count=0),)),)},
            "fewer than one",
        ),
        (
            {"response_plans": (replace(FIRE, priority_min=3, priority_max=2),)},
            "empty priority range",
        ),
        (
            {"response_plans": (replace(FIRE, valid_from=datetime(2026, 1, 1)),)},  # noqa: DTZ001 - the point
            "without a time zone",
        ),
        ({"travel": StraightLine(speed_kmh=0.0)}, "travel model"),
    ],
)
def test_inconsistent_data_is_refused_by_name(changes: dict[str, Any], words: str) -> None:
    assert words in refusal_of(table(**changes))


def test_a_station_off_the_earth_is_refused() -> None:
    lost = replace(agency("lost", "fire"), stations=(Station(name="pos", lon=nan, lat=0.0),))
    assert "is not on Earth" in refusal_of(table(agencies=(*AGENCIES, lost)))


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(BadTable) as refusal:
        check_table(
            table(
                areas=(*AREAS, AREAS[0], area(BOW_TIE)),
                jurisdictions=(claim("nobody", "fire", "35"),),
            )
        )
    assert len(refusal.value.facts["problems"]) == 3  # type: ignore[arg-type]  # a list of problems


def test_the_table_of_the_tests_is_good() -> None:
    check_table(table(jurisdictions=JURISDICTIONS))
