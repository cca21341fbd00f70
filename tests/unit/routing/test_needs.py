"""Needs: the card of every type, what each sign adds, joined into one line a service."""

from datetime import UTC, datetime
from typing import Any

import pytest

from routing import Agency, Modifier, Need, Plan, Sign, plan
from routing.needs import HIGHEST_ALARM, Demand, demand_of
from routing.response_plan import RunCards
from tests.unit.routing.world import (
    AGENCIES,
    FIRE,
    JURISDICTIONS,
    agency,
    card,
    case,
    claim,
    router,
)

ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
EMS, POLICE, RESCUE = Need(service="ems"), Need(service="police"), Need(service="rescue")
CRASH = card("crash", POLICE, Need(service="ems", stand_by=True))
LINE = card("fallen_line", Need(service="power"), Need(service="fire", stand_by=True))


def modifier(name: str, *signs: str, **members: Any) -> Modifier:
    return Modifier(id=name, signs=frozenset(signs), valid_from=ALWAYS, **members)


HURT = modifier("hurt", "injured", "burned", needs=(Need(service="ems", per_people=2, at_most=4),))
TRAPPED = modifier("trapped", "trapped", needs=(RESCUE, EMS))
WEAPON = modifier("weapon", "weapon", needs=(Need(service="police", count=2),), leads="police")
MANY = modifier("many", "injured", people=5, alarm=2, notify=("hospital",))
ALL = (HURT, TRAPPED, WEAPON, MANY)
CARDS = RunCards((FIRE, CRASH, LINE), ALL)


def demand(*signs: Sign, **asked: Any) -> Demand:
    return CARDS.select(case(signs=signs, **asked))


def needed(found: Demand) -> dict[str, tuple[int, bool]]:
    return {one.need.service: (one.need.count, one.need.stand_by) for one in found.needs}


def reasons(found: Demand, service: str) -> list[str]:
    return [why.code for one in found.needs if one.need.service == service for why in one.reasons]


def test_without_a_sign_the_card_alone_counts() -> None:
    found = demand()
    assert needed(found) == {
        "fire": (1, False),
        "power": (1, False),
        "ems": (1, True),
        "police": (1, False),
    }
    assert (found.alarm, found.reasons, found.notify) == (1, (), ())


def test_a_sign_makes_stand_by_go_and_says_so() -> None:
    found = demand(Sign("injured"))
    assert needed(found)["ems"] == (1, False)
    assert reasons(found, "ems") == ["need_by_sign"]
    assert reasons(found, "fire") == []


@pytest.mark.parametrize(("people", "crews"), [(1, 1), (2, 1), (3, 2), (4, 2), (40, 4)])
def test_as_many_crews_as_the_people_need_up_to_a_limit(people: int, crews: int) -> None:
    assert needed(demand(Sign("burned", people)))["ems"] == (crews, False)


def test_the_largest_count_of_several_signs_counts() -> None:
    assert needed(demand(Sign("injured", 2), Sign("burned", 6)))["ems"] == (3, False)


def test_a_count_raises_the_alarm_and_adds_what_the_card_keeps_for_it() -> None:
    few, many = demand(Sign("injured", 4)), demand(Sign("injured", 5))
    assert (few.alarm, "rescue" in needed(few)) == (1, False)
    assert (many.alarm, needed(many)["rescue"], many.notify) == (2, (1, False), ("hospital",))
    assert "alarm_raised" in [why.code for why in many.reasons]


def test_an_alarm_that_a_person_set_is_not_lowered() -> None:
    assert demand(Sign("injured", 9), alarm_level=4).alarm == 4
    assert demand(alarm_level=9).alarm == HIGHEST_ALARM


def test_who_leads_stands_first_and_the_others_wait_behind() -> None:
    found = demand(Sign("weapon"), Sign("injured"))
    first, *others = found.needs
    assert (first.need.service, first.need.count, first.need.behind) == ("police", 2, None)
    assert {one.need.behind for one in others} == {"police"}


def test_an_emergency_of_two_types_needs_what_both_cards_ask_for() -> None:
    found = demand(type="crash", also=("fallen_line",))
    assert needed(found) == {
        "police": (1, False),
        "ems": (1, True),
        "power": (1, False),
        "fire": (1, True),
    }
    assert reasons(found, "power") == ["need_by_type"]


@pytest.mark.parametrize("also", [("crash",), ("unknown",), ("meteor",), ("crash", "crash")])
def test_the_same_or_an_unknown_further_type_adds_nothing(also: tuple[str, ...]) -> None:
    assert needed(demand(type="crash", also=also)) == needed(demand(type="crash"))


def test_a_modifier_holds_from_its_date_in_its_newest_version() -> None:
    later = datetime(2026, 11, 22, 5, tzinfo=UTC)
    old = modifier("hurt", "injured", needs=(EMS,))
    new = Modifier(
        id="hurt", version=2, signs=frozenset({"injured"}), valid_from=later, needs=(RESCUE,)
    )
    cards = RunCards((CRASH,), (new, old))
    asked: dict[str, Any] = {"type": "crash", "signs": (Sign("injured"),)}
    before = cards.select(case(at=datetime(2026, 11, 22, 4, 59, tzinfo=UTC), **asked))
    after = cards.select(case(at=later, **asked))
    assert needed(before) == {"police": (1, False), "ems": (1, False)}
    assert needed(after) == {"police": (1, False), "ems": (1, True), "rescue": (1, False)}


def test_a_modifier_may_hold_for_some_types_and_priorities_only() -> None:
    flood = modifier("flood", "elderly", needs=(RESCUE,), types=frozenset({"fallen_line"}))
    urgent = modifier("urgent", "gas", needs=(RESCUE,), priority_max=2)
    cards = RunCards((CRASH, LINE), (flood, urgent))

    def adds(sign: str, **asked: Any) -> bool:
        return "rescue" in needed(cards.select(case(signs=(Sign(sign),), **asked)))

    assert not adds("elderly", type="crash")
    assert adds("elderly", type="fallen_line")
    assert adds("elderly", type="crash", also=("fallen_line",))
    assert adds("gas", type="crash", priority=2)
    assert not adds("gas", type="crash", priority=3)


def test_signs_that_no_modifier_heeds_do_not_grow_the_memory() -> None:
    cards = RunCards((FIRE,), ALL)
    for number in range(50):
        cards.select(case(signs=(Sign(f"strange-{number}"),), also=(f"odd-{number}",)))
    assert len(cards._chosen) == 1


def test_joining_takes_the_larger_count_and_all_substitutes() -> None:
    one = card("one", Need(service="rescue", count=2, stand_by=True, substitutes=("fire",)))
    other = card("other", Need(service="rescue", substitutes=("disaster", "fire")))
    found = demand_of(one, (other,), (), is_default=False)
    [wanted] = found.needs
    assert (wanted.need.count, wanted.need.stand_by) == (1, False)
    assert wanted.need.substitutes == ("fire", "disaster")


def planned(*needs: Need, agencies: tuple[Agency, ...] = AGENCIES) -> Plan:
    return plan(
        case(type="test"), router(agencies=agencies, response_plans=(card("test", *needs),))
    )


def lines(advice: Plan) -> list[tuple[str, str, int]]:
    return [(line.service, line.agency_id, line.count) for line in advice.lines]


def test_an_agency_whose_strength_nobody_told_is_asked_for_all() -> None:
    advice = planned(Need(service="fire", count=2))
    assert lines(advice) == [("fire", "damkar-kota", 2)]
    # The neighbour can help, so nothing is surely missing.
    assert advice.shortfalls == ()
    assert planned(Need(service="fire", count=3)).shortfalls[0].found == 2


def test_what_one_agency_cannot_send_is_asked_of_the_next() -> None:
    one_engine = tuple(
        agency("damkar-kota", "fire", "rescue", crews=(("fire", 1),))
        if one.id == "damkar-kota"
        else one
        for one in AGENCIES
    )
    advice = planned(Need(service="fire", count=2), agencies=one_engine)
    assert lines(advice) == [("fire", "damkar-kota", 1), ("fire", "damkar-kab", 1)]
    assert [line.candidates for line in advice.lines] == [
        ("damkar-kota", "damkar-kab"),
        ("damkar-kab",),
    ]


def test_too_few_are_said_with_the_reason_and_asked_for_all_the_same() -> None:
    advice = planned(Need(service="ems", count=2))
    assert lines(advice) == [("ems", "psc", 2)]
    [short] = advice.shortfalls
    assert (short.service, short.needs, short.found) == ("ems", 2, 1)
    assert (short.reason.code, short.reason.params["agencies"]) == ("shortfall", "Psc")


def test_an_agency_that_told_its_strength_sends_that_many() -> None:
    strong = tuple(
        agency("psc", "ems", crews=(("ems", 3),)) if one.id == "psc" else one for one in AGENCIES
    )
    assert lines(planned(Need(service="ems", count=3), agencies=strong)) == [("ems", "psc", 3)]
    [short] = planned(Need(service="ems", count=4), agencies=strong).shortfalls
    assert (short.needs, short.found) == (4, 3)


def test_an_agency_without_a_crew_is_passed_over_while_another_has_one() -> None:
    empty = tuple(
        agency("damkar-kota", "fire", "rescue", crews=(("fire", 0),))
        if one.id == "damkar-kota"
        else one
        for one in AGENCIES
    )
    assert lines(planned(Need(service="fire"), agencies=empty)) == [("fire", "damkar-kab", 1)]


def test_a_capability_that_nobody_has_is_a_shortfall_and_somebody_is_named() -> None:
    advice = planned(Need(service="hazmat"))
    [short] = advice.shortfalls
    assert (short.found, short.reason.code) == (0, "shortfall_nobody")
    assert [line.tier for line in advice.lines] == ["last_resort"]


def test_a_substitute_counts_only_where_it_has_what_was_named() -> None:
    advice = planned(Need(service="boat", substitutes=("sar",)))
    assert lines(advice) == [("boat", "sar", 1)]
    assert advice.shortfalls == ()
    assert planned(Need(service="boat", substitutes=("helicopter",))).shortfalls[0].found == 0


def test_the_search_and_rescue_office_is_no_fire_brigade() -> None:
    alone = tuple(one for one in AGENCIES if not one.id.startswith("damkar"))
    advice = plan(
        case(),
        router(
            agencies=alone,
            jurisdictions=tuple(
                one for one in JURISDICTIONS if not one.agency_id.startswith("damkar")
            ),
            response_plans=(card("fire", Need(service="fire")),),
        ),
    )
    assert "sar" not in advice.lines[0].candidates
    assert advice.lines[0].tier == "last_resort"


def test_the_plan_says_in_words_what_was_added() -> None:
    from_sign = plan(
        case(signs=(Sign("trapped", 2),)), router(modifiers=ALL, response_plans=(FIRE,))
    )
    rescue = next(line for line in from_sign.lines if line.service == "rescue")
    assert "need_by_count" in [why.code for why in rescue.reasons]
    assert [why.code for why in from_sign.demand.reasons] == ["modifier"]


def test_every_agency_stays_where_it_answers() -> None:
    far = (*JURISDICTIONS, claim("sar", "rescue", "35", rank=3))
    far_agencies = (*AGENCIES[:-1], agency("sar", "sar", "rescue", at=(112.778, -7.371)))
    world = router(
        agencies=far_agencies,
        jurisdictions=far,
        response_plans=(card("test", Need(service="rescue")),),
    )
    assert plan(case(type="test"), world).lines[0].candidates[0] == "damkar-kota"


def test_only_a_type_without_a_card_is_planned_by_default() -> None:
    assert not CARDS.select(case()).is_default
    assert CARDS.select(case(type="meteor")).is_default
