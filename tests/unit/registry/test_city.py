"""The shipped city: complete, consistent, and sending whom the domain says."""

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from agencies.registry.city_files import CityFiles, read_registry, table_of
from dispatch.sla.targets import parse_target
from routing import Case, Router, Table, plan
from routing.check import check_table
from routing.explain import SENTENCES
from tests.support.city import SHIPPED
from tests.unit.routing.world import AT

# Well inside, by the published label points of the areas: neighbours of the city lie beyond every
# doubt of the sketch.
BALONGSARI, GEDEG, PURI = (112.4424, -7.4685), (112.4035, -7.4394), (112.4486, -7.5296)


@cache
def city() -> CityFiles:
    return read_registry(SHIPPED)


@cache
def table() -> Table:
    return table_of(city())


def sent(type_: str, place: tuple[float, float] = BALONGSARI, **members: object) -> list[str]:
    asked = Case(at=AT, type=type_, priority=1, lon=place[0], lat=place[1])
    return [line.agency_id for line in plan(replace(asked, **members), router()).lines]  # type: ignore[arg-type]  # members of a case


@cache
def router() -> Router:
    return Router(table())


MAGERSARI = "35.76.02"
FLOOD = [
    "bpbd-kota",
    "polres-kota",
    "dpupr-kota",
    "psc119-kota",
    "pln-ulp-kota",
    "damkar-kota",
]


def test_the_owners_own_polsek_is_asked_before_the_far_office_of_another_polres() -> None:
    place = next(area for area in table().areas if area.code.startswith(MAGERSARI))
    point = place.geometry.representative_point()
    advice = plan(Case(at=AT, type="crime", lon=point.x, lat=point.y), router())
    line = next(line for line in advice.lines if line.service == "police")
    assert line.candidates == ("polres-kota", "polsek-prajuritkulon", "polres-kab")


@pytest.mark.parametrize("kind", ["fire", "hazmat", "crash_injured", "crash", "medical"])
@pytest.mark.parametrize("service", ["fire", "ems", "police"])
def test_nobody_is_asked_for_what_it_cannot_do(kind: str, service: str) -> None:
    can = {agency.id for agency in table().agencies if service in agency.services}
    advice = plan(
        Case(at=AT, type=kind, priority=1, lon=BALONGSARI[0], lat=BALONGSARI[1]), router()
    )
    for line in advice.lines:
        assert line.service != service or set(line.candidates) <= can


def test_the_city_fits_together() -> None:
    check_table(table())
    assert len([area for area in table().areas if area.code.startswith("35.76.")]) == 18


@pytest.mark.parametrize("kind", [entry["code"] for entry in read_registry(SHIPPED).incident_types])
@pytest.mark.parametrize("priority", range(1, 6))
def test_every_type_has_a_run_card_of_its_own_at_every_priority(kind: str, priority: int) -> None:
    advice = plan(
        Case(at=AT, type=kind, priority=priority, lon=BALONGSARI[0], lat=BALONGSARI[1]), router()
    )
    assert not advice.is_default
    assert advice.response_plan.source
    assert advice.response_plan.checklist
    assert all(item.id and item.en for item in advice.response_plan.checklist)
    assert {line.tier for line in advice.lines} <= {"owner"}


@pytest.mark.parametrize(
    ("kind", "agencies"),
    [
        ("fire", ["damkar-kota", "pln-ulp-kota", "psc119-kota", "polres-kota"]),
        ("crash_injured", ["psc119-kota", "polres-kota", "damkar-kota"]),
        ("medical", ["psc119-kota"]),
        ("crime", ["polres-kota", "psc119-kota"]),
        ("brawl", ["polres-kota", "psc119-kota"]),
        ("fallen_line", ["pln-ulp-kota", "polres-kota", "damkar-kota", "psc119-kota"]),
        ("drowning", ["damkar-kota", "psc119-kota", "sar-surabaya", "polres-kota", "bpbd-kota"]),
        ("flood", FLOOD),
    ],
)
def test_in_the_city_go_those_whom_the_domain_names(kind: str, agencies: list[str]) -> None:
    assert sent(kind) == agencies


def test_high_water_brings_boats_and_sar() -> None:
    assert {"sar-surabaya", "damkar-kota", "dinsos-kota"} <= set(sent("flood", flood_state="AWAS"))
    assert "bpbd-kota" in sent("medical", flood_state="SIAGA")


def test_north_of_the_brantas_the_city_police_and_the_district_fire_service_go() -> None:
    assert sent("crime", GEDEG)[0] == "polres-kota"
    assert sent("fire", GEDEG)[0] == "damkar-kab"


def test_south_of_the_city_the_district_goes() -> None:
    assert sent("crime", PURI)[0] == "polres-kab"
    assert sent("flood", PURI)[0] == "bpbd-kab"


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [("fire", "damkar-kota", "damkar-kab"), ("flood", "bpbd-kota", "bpbd-kab")],
)
def test_the_district_is_asked_when_the_city_declines(kind: str, first: str, second: str) -> None:
    line = plan(
        Case(at=AT, type=kind, priority=1, lon=BALONGSARI[0], lat=BALONGSARI[1]), router()
    ).lines[0]
    assert line.candidates[:2] == (first, second)


def test_telephone_numbers_are_public_short_codes() -> None:
    assert {agency.phone for agency in table().agencies} <= {
        "110",
        "112",
        "113",
        "115",
        "119",
        "123",
    }


def test_every_service_has_a_label_in_both_languages() -> None:
    services = {service for agency in table().agencies for service in agency.services}
    needed = {need.service for card in table().response_plans for need in card.needs}
    assert needed <= services
    assert {f"service.{service}" for service in services} <= SENTENCES.codes()


def test_every_target_names_its_edition_and_nobody_unknown() -> None:
    known = {agency.id for agency in table().agencies}
    for entry in city().sla_targets:
        target = parse_target(entry)
        assert re.search(r"\d{4}|NFPA|Bawaan|[Ss]asaran|[Ss]tandar", target.legal_basis), entry
        assert target.agency_id is None or target.agency_id in known


def test_every_agency_and_card_says_where_it_is_known_from() -> None:
    assert all(agency["source"] for agency in city().registry["agencies"])
    assert all(card["source"] for card in city().response_plans)


def test_the_layer_carries_its_accuracy_and_attribution() -> None:
    about = city().layer.layer
    assert about == json.loads((SHIPPED.folder / "layer.json").read_text(encoding="utf-8"))
    assert "CC BY-IGO" in about["source"]
    assert about["measured"]["city_area_same_kelurahan"] < 1
