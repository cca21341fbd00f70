"""What a plan says is true wherever the point lies and whatever is said: properties of plans."""

from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Any, Final

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import Case, Modifier, Need, Plan, Sign, plan
from routing.explain import as_record, line_reasons, plan_reasons
from routing.needs import HIGHEST_ALARM
from routing.rank import LAST_RESORT, NEIGHBOUR, OTHER_OWNER, OWNER, SUBSTITUTE
from tests.unit.routing.world import (
    AGENCIES,
    AREAS,
    AT,
    DROWNING,
    FIRE,
    SOUTH,
    STEP,
    WEST,
    agency,
    card,
    case,
    router,
)

VALID = FIRE.valid_from
MODIFIERS = (
    Modifier(
        id="injured",
        signs=frozenset({"injured", "burned"}),
        valid_from=VALID,
        needs=(Need(service="ems", per_people=2, at_most=4),),
    ),
    Modifier(id="weapon", signs=frozenset({"weapon"}), valid_from=VALID, leads="police"),
    Modifier(id="many", signs=frozenset({"many"}), valid_from=VALID, people=10, alarm=2),
    Modifier(
        id="water",
        signs=frozenset({"water"}),
        valid_from=VALID,
        needs=(Need(service="boat", substitutes=("sar",)),),
    ),
)
MASS = card("mass", Need(service="ems", count=3, substitutes=("rescue",)), Need(service="hazmat"))
ROUTER: Final = router(response_plans=(FIRE, DROWNING, MASS), modifiers=MODIFIERS)
TIERS = [OWNER, OTHER_OWNER, NEIGHBOUR, SUBSTITUTE]
SIGNS = st.lists(
    st.builds(
        Sign,
        st.sampled_from(["injured", "burned", "weapon", "many", "water", "purple"]),
        st.none() | st.integers(1, 40),
    ),
    max_size=3,
).map(tuple)
CASES = st.builds(
    case,
    st.floats(WEST - 1.5 * STEP, WEST + 3.5 * STEP),
    st.floats(SOUTH - 1.5 * STEP, SOUTH + 3.5 * STEP),
    accuracy_m=st.none() | st.floats(0, 3_000),
    type=st.sampled_from(["fire", "drowning", "mass", "nothing known"]),
    priority=st.integers(1, 5),
    alarm_level=st.integers(1, 7),
    also=st.lists(st.sampled_from(["fire", "drowning", "mass", "?"]), max_size=2).map(tuple),
    signs=SIGNS,
)


def planned(asked: Case) -> Plan:
    return plan(asked, ROUTER)


def offers(name: str, service: str) -> bool:
    [found] = [one for one in AGENCIES if one.id == name]
    return service in found.services


@settings(max_examples=60)
@given(CASES)
def test_every_need_is_asked_of_somebody_for_all_its_crews(asked: Case) -> None:
    advice = planned(asked)
    assert {line.service for line in advice.lines} == {
        wanted.need.service for wanted in advice.demand.needs
    }
    for wanted in advice.demand.needs:
        lines = [line for line in advice.lines if line.service == wanted.need.service]
        assert sum(line.count for line in lines) == wanted.need.count
        assert {line.stand_by for line in lines} == {wanted.need.stand_by}


@settings(max_examples=60)
@given(CASES)
def test_nobody_is_asked_for_what_he_cannot_do(asked: Case) -> None:
    advice = planned(asked)
    substitutes = {one.need.service: one.need.substitutes for one in advice.demand.needs}
    for line in advice.lines:
        able = (line.service, *substitutes[line.service])
        is_able = any(offers(line.agency_id, service) for service in able)
        assert is_able or line.tier == LAST_RESORT
        assert line.candidates[0] == line.agency_id
        assert len(set(line.candidates)) == len(line.candidates)
    for short in advice.shortfalls:
        assert 0 <= short.found < short.needs
        assert short.reason.code == ("shortfall" if short.found else "shortfall_nobody")


@settings(max_examples=60)
@given(CASES)
def test_distances_are_those_of_geometry(asked: Case) -> None:
    advice = planned(asked)
    assert advice.location is not None
    here = shapely.Point(advice.location.x, advice.location.y)
    stations = {one.id: one.stations for one in AGENCIES}
    for line in advice.lines:
        posts = [
            here.distance(shapely.Point(*ROUTER.index.grid.forward(post.lon, post.lat)))
            for post in stations[line.agency_id]
        ]
        assert line.distance_m == (None if not posts else pytest.approx(min(posts)))
        assert (line.travel_s is None) is (line.distance_m is None)
        assert line.border_distance_m is None or line.border_distance_m >= 0


@settings(max_examples=60)
@given(CASES)
def test_sentences_say_what_the_figures_say(asked: Case) -> None:
    advice = planned(asked)
    location = advice.location
    assert location is not None
    for line in advice.lines:
        said = {reason.code: reason.params for reason in line_reasons(line, advice)}
        near, clear = said.get("owner_border_near"), said.get("owner_border_clear")
        assert near is None or clear is None
        assert near is None or int(near["metres"]) <= int(near["radius"])
        assert clear is None or int(clear["metres"]) > int(clear["radius"])
        assert ("stand_by" in said) is line.stand_by
        assert ("behind" in said) is (line.behind is not None)
    codes = [reason.code for reason in plan_reasons(advice)]
    assert ("border_between_owners" in codes) is (advice.near_border and "far_outside" not in codes)
    assert ("default_plan" in codes) is (asked.type == "nothing known")
    assert ("outside_all_areas" in codes) <= (location.distance_m > 0)
    assert ("inside_area" in codes) <= (location.distance_m == 0)


@settings(max_examples=40)
@given(CASES)
def test_owners_are_said_with_the_ground_the_circle_reaches(asked: Case) -> None:
    advice = planned(asked)
    assert advice.location is not None
    radius = max(advice.location.radius_m, advice.location.distance_m)
    assert [metres for _, metres in advice.areas] == sorted(metres for _, metres in advice.areas)
    for owner in advice.owners:
        [metres] = [metres for area, metres in advice.areas if area.code == owner.area_code]
        assert owner.distance_m == pytest.approx(metres)
        assert metres <= radius + 0.01


@settings(max_examples=40)
@given(CASES, st.floats(0, 2_000))
def test_a_wider_circle_only_adds_ground(asked: Case, more: float) -> None:
    narrow = planned(asked)
    wide = planned(replace(asked, accuracy_m=(asked.accuracy_m or 0.0) + more))
    assert {area.code for area, _ in narrow.areas} <= {area.code for area, _ in wide.areas}
    assert narrow.area == wide.area


@settings(max_examples=40)
@given(CASES)
def test_a_swapped_pair_has_the_same_plan_and_says_so(asked: Case) -> None:
    right, swapped = planned(asked), planned(replace(asked, lon=asked.lat, lat=asked.lon))
    assert [line.agency_id for line in right.lines] == [line.agency_id for line in swapped.lines]
    assert "coordinates_swapped" in {reason.code for reason in plan_reasons(swapped)}


@settings(max_examples=40)
@given(CASES)
def test_a_record_is_plain_and_says_the_same(asked: Case) -> None:
    advice = planned(asked)
    record = as_record(advice)
    assert record == as_record(planned(asked))
    assert [line["agency_id"] for line in record["lines"]] == [
        line.agency_id for line in advice.lines
    ]
    assert record["asked_for"]["alarm_level"] == advice.demand.alarm
    assert len(record["shortfalls"]) == len(advice.shortfalls)


@settings(max_examples=60)
@given(CASES)
def test_signs_only_add(asked: Case) -> None:
    bare, told = planned(replace(asked, signs=())), planned(asked)
    before = {one.need.service: one.need for one in bare.demand.needs}
    after = {one.need.service: one.need for one in told.demand.needs}
    assert before.keys() <= after.keys()
    for service, need in before.items():
        assert after[service].count >= need.count
        assert after[service].stand_by <= need.stand_by
    assert min(HIGHEST_ALARM, asked.alarm_level) <= told.demand.alarm <= HIGHEST_ALARM


@settings(max_examples=60)
@given(CASES)
def test_people_counted_are_answered_by_crews(asked: Case) -> None:
    counted = [sign.count or 0 for sign in asked.signs if sign.code in {"injured", "burned"}]
    needs = {one.need.service: one.need for one in planned(asked).demand.needs}
    crews = min(4, ceil(max(counted, default=0) / 2))
    assert not counted or (needs["ems"].count >= crews and not needs["ems"].stand_by)


@settings(max_examples=40)
@given(CASES)
def test_behind_a_weapon_everybody_waits_for_the_police(asked: Case) -> None:
    armed = planned(replace(asked, signs=(Sign("weapon"),)))
    services = [line.service for line in armed.lines]
    others = [line for line in armed.lines if line.service != "police"]
    assert services[:1] == ["police"] or "police" not in services
    assert {line.behind for line in others} <= {"police"} or "police" not in services


STRENGTHS = st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=5)


@settings(max_examples=80)
@given(STRENGTHS, st.integers(1, 8))
def test_crews_are_shared_out_completely_and_too_few_are_said(
    strengths: list[int | None], wanted: int
) -> None:
    agencies = tuple(
        agency(f"a{place}", "ems", crews=() if crews is None else (("ems", crews),))
        for place, crews in enumerate(strengths)
    )
    table = router(
        agencies=agencies,
        jurisdictions=(),
        response_plans=(card("fire", Need(service="ems", count=wanted)),),
    )
    advice = plan(case(), table)
    sure = min(wanted, sum(1 if crews is None else crews for crews in strengths))
    assert sum(line.count for line in advice.lines) == wanted
    assert [short.found for short in advice.shortfalls] == ([] if sure == wanted else [sure])
    ranks = [line.rank for line in advice.lines]
    assert all(one <= other for one, other in pairwise(ranks))


def test_sharing_names_the_best_even_when_nobody_has_a_crew() -> None:
    none = [agency("a", "ems", crews=(("ems", 0),)), agency("b", "ems", crews=(("ems", 0),))]
    table = router(
        agencies=tuple(none), jurisdictions=(), response_plans=(card("fire", Need(service="ems")),)
    )
    advice = plan(case(), table)
    assert [(line.agency_id, line.count) for line in advice.lines] == [("a", 1)]
    assert advice.shortfalls[0].found == 0


@pytest.mark.parametrize("inactive", [one.id for one in AGENCIES])
def test_who_is_not_there_is_never_asked(inactive: str) -> None:
    agencies = tuple(replace(one, active=one.id != inactive) for one in AGENCIES)
    table = router(agencies=agencies, response_plans=(FIRE, DROWNING))
    for kind in ("fire", "drowning"):
        advice = plan(case(type=kind), table)
        assert all(inactive not in line.candidates for line in advice.lines)


@pytest.mark.parametrize("area", AREAS, ids=[one.name for one in AREAS])
def test_in_the_middle_of_an_area_its_own_owners_come_first(area: Any) -> None:
    centre = area.geometry.representative_point()
    advice = plan(Case(at=AT, type="fire", lon=centre.x, lat=centre.y), ROUTER)
    tiers = [TIERS.index(line.tier) for line in advice.lines]
    assert advice.area == area
    assert advice.lines[0].tier == OWNER
    assert advice.lines[0].agency_id == ROUTER.first_owner(area.code, "fire")
    assert all(tier < len(TIERS) for tier in tiers)
