"""The run card that fits best is taken: its type, flood state, priority, date, version."""

from datetime import UTC, datetime, timedelta

from routing import Need, ResponsePlan, plan
from routing.response_plan import SAFE_DEFAULT, RunCards
from tests.unit.routing.world import AT, card, case, router

POLICE, EMS = Need(service="police"), Need(service="ems")


def chosen(*cards: ResponsePlan, **asked: object) -> str:
    return RunCards(cards).select(case(**asked)).card.id  # type: ignore[arg-type]  # members of a case


def test_the_type_decides() -> None:
    assert chosen(card("fire", EMS), card("flood", POLICE), type="flood") == "flood"


def test_a_card_for_this_flood_state_beats_one_for_any() -> None:
    cards = (
        card("flood", POLICE),
        card("flood", EMS, id="alert", flood_states=frozenset({"SIAGA", "AWAS"})),
    )
    assert chosen(*cards, type="flood", flood_state="AWAS") == "alert"
    assert chosen(*cards, type="flood", flood_state="NORMAL") == "flood"
    assert chosen(*cards, type="flood") == "flood"


def test_the_narrower_priority_beats_the_wider() -> None:
    cards = (card("fire", POLICE), card("fire", EMS, id="urgent", priority_min=1, priority_max=2))
    assert chosen(*cards, priority=1) == "urgent"
    assert chosen(*cards, priority=3) == "fire"


def test_a_card_counts_from_its_date_until_it_is_withdrawn() -> None:
    new = card("fire", EMS, id="new", valid_from=AT)
    old = card("fire", POLICE, id="old")
    gone = card(
        "fire",
        POLICE,
        id="gone",
        valid_from=AT + timedelta(days=1),
        valid_to=AT + timedelta(days=2),
    )
    assert chosen(new, old, gone, at=AT - timedelta(seconds=1)) == "old"
    assert chosen(new, old, gone, at=AT) == "new"
    assert chosen(new, old, gone, at=AT + timedelta(days=1)) == "gone"
    assert chosen(new, old, gone, at=AT + timedelta(days=2)) == "new"


def test_of_two_from_the_same_day_the_higher_version_counts() -> None:
    assert (
        RunCards((card("fire", EMS, version=2), card("fire", POLICE, version=1)))
        .select(case())
        .card.version
        == 2
    )


def test_what_was_chosen_is_remembered_per_moment_and_not_for_strangers() -> None:
    cards = RunCards((card("fire", EMS),))
    assert cards.select(case()) is cards.select(case())
    for number in range(50):
        cards.select(case(type=f"strange-{number}"))
    assert len(cards._chosen) == 2


def test_a_type_without_a_card_takes_the_city_s_own_default_before_ours() -> None:
    own = card("unknown", POLICE, id="own-default")
    meteor, unknown = case(type="meteor"), case(type="unknown")
    found = [RunCards((own,)).select(asked) for asked in (meteor, unknown)]
    assert [(one.card, one.is_default) for one in found] == [(own, True), (own, False)]
    ours = RunCards(()).select(meteor)
    assert (ours.card, ours.is_default) == (SAFE_DEFAULT, True)


def test_before_any_card_was_valid_the_safe_default_applies() -> None:
    advice = plan(case(at=datetime(1999, 1, 1, tzinfo=UTC)), router())
    assert advice.is_default
    assert [line.service for line in advice.lines] == ["police", "ems"]


def test_a_newer_version_stands_in_place_of_the_older_even_where_it_no_longer_fits() -> None:
    old = card("fire", POLICE, EMS, version=1)
    new = card("fire", POLICE, version=2, priority_max=4)
    assert chosen(old, new, type="fire", priority=4) == "fire"
    assert chosen(old, new, type="fire", priority=5) == "noted"


def test_the_lowest_priority_without_a_card_of_its_own_sends_nobody() -> None:
    cards = (card("fire", EMS, priority_max=4), card("complaint", EMS))
    assert all(one.need.stand_by for one in RunCards(cards).select(case(priority=5)).needs)
    assert chosen(*cards, type="complaint", priority=5) == "complaint"
