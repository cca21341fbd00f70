"""Each ground of a likelihood by itself: which way it pushes, how far, and what is said of it."""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.duplicates.kinds import _DATA, _KINDS, kind_of, kinship
from intake.duplicates.score import (
    _SHOWN_FROM,
    SENTENCES,
    WEIGHTS,
    Known,
    Seen,
    _distance,
    grounds,
    score,
)
from intake.duplicates.story import _OTHER, _SAME, tell

AT = datetime.fromisoformat("2026-11-27T03:00:00+00:00")
LAT, LON = -7.4716, 112.4401
METRE = 1 / 111_195
TYPES = sorted(_KINDS.keys() - {"unknown"})
FIRE = "kebakaran toko bangunan"


def known(**members: object) -> Known:
    given_values: dict[str, object] = {"type": "fire", "lat": LAT, "lon": LON, "accuracy_m": 40.0}
    values = {"incident_id": UUID(int=1), "number": "1", "at": AT} | given_values | members
    return Known(**values)  # type: ignore[arg-type]


def seen(metres: float = 0.0, minutes: float = 2.0, **members: object) -> Seen:
    values: dict[str, object] = {"type": "fire", "lon": LON, "accuracy_m": 40.0}
    values |= {"at": AT + timedelta(minutes=minutes), "lat": LAT + metres * METRE}
    return Seen(**values | members)  # type: ignore[arg-type]


def likelihood(report: Seen, incident: Known) -> float:
    found = score(report, [incident])
    return found[0].score if found else 0.0


def codes(report: Seen, incident: Known) -> set[str]:
    found = grounds(report, tell(report.text), incident, 10.0)
    return {reason.code for reason in found}


@settings(max_examples=60)
@given(st.sampled_from(TYPES), st.floats(0, 3_000), st.floats(0, 3_000))
def test_farther_is_never_likelier(kind: str, one: float, other: float) -> None:
    near, far = sorted((one, other))
    incident = known(type=kind)
    assert likelihood(seen(far, type=kind), incident) <= likelihood(seen(near, type=kind), incident)


@settings(max_examples=60)
@given(st.sampled_from(TYPES), st.floats(0, 5_000), st.floats(0, 5_000))
def test_later_is_never_likelier(kind: str, one: float, other: float) -> None:
    soon, late = sorted((one, other))
    incident = known(type=kind)
    after = likelihood(seen(minutes=late, type=kind), incident)
    assert after <= likelihood(seen(minutes=soon, type=kind), incident)


@settings(max_examples=40)
@given(st.sampled_from(TYPES), st.floats(0, 800), st.floats(0, 120))
def test_before_and_after_are_alike(kind: str, metres: float, minutes: float) -> None:
    incident = known(type=kind)
    before = likelihood(seen(-metres, -minutes, type=kind), incident)
    assert before == pytest.approx(
        likelihood(seen(metres, minutes, type=kind), incident), abs=0.002
    )


@pytest.mark.parametrize("kind", TYPES)
def test_the_same_type_beats_a_stranger_and_the_unknown_lies_between(kind: str) -> None:
    incident = known(type=kind)
    stranger = next(name for name in TYPES if kinship(kind, name) is None)
    same, unknown, strange = (
        likelihood(seen(type=name), incident) for name in (kind, "unknown", stranger)
    )
    assert same > unknown > strange


@pytest.mark.parametrize("pair", sorted(_DATA["kin"]))
def test_kin_are_kin_both_ways_and_never_more_than_the_same(pair: str) -> None:
    one, other = pair.split(" ")
    assert kinship(one, other) == kinship(other, one) == _DATA["kin"][pair]
    assert 0 < _DATA["kin"][pair] < 1


@pytest.mark.parametrize("finer", sorted(_DATA["finer"]))
def test_a_finer_type_is_told_as_its_general_one(finer: str) -> None:
    general = _DATA["finer"][finer]
    assert kind_of(finer) == kind_of(general)
    assert kinship(finer, general) == 1.0


@pytest.mark.parametrize("one", TYPES)
@pytest.mark.parametrize("other", ["fire", "flood", "medical"])
def test_of_two_types_the_wider_and_longer_counts(one: str, other: str) -> None:
    both, first, second = kind_of(one, other), kind_of(one), kind_of(other)
    assert both.near_m == max(first.near_m, second.near_m)
    assert both.fades_min == max(first.fades_min, second.fades_min)


def test_one_patient_beside_another_is_two_and_one_fire_seen_by_two_is_one() -> None:
    patients = likelihood(seen(45, type="medical"), known(type="medical"))
    assert patients < likelihood(seen(45), known())
    told = "bapak saya pingsan"
    another = seen(45, type="medical", text="ibu saya pingsan")
    assert likelihood(another, known(type="medical", text=told)) < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada ular di rumah", "ada biawak di rumah"),
        ("bapak saya pingsan", "bayi saya pingsan"),
        ("truk terguling", "motor jatuh"),
        ("pohon tumbang", "tiang roboh"),
        ("anjing gila", "kucing kejepit"),
    ],
)
def test_another_subject_speaks_against_it(one: str, other: str) -> None:
    incident = known(type="animal", text=one)
    same, different = (
        likelihood(seen(20, type="animal", text=text), incident) for text in (one, other)
    )
    assert same > different
    assert "subject_other" in codes(seen(text=other), incident)
    assert "subject_same" in codes(seen(text=one), incident)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada ular di rumah", "wonten ulo teng griyo"),
        ("rumah saya kebakaran", "omahe kobong"),
        ("bapakku pingsan", "ayah saya pingsan"),
        ("trek terguling", "truk terguling"),
    ],
)
def test_two_peoples_words_for_one_thing_meet(one: str, other: str) -> None:
    assert "subject_same" in codes(seen(text=other), known(text=one))


@pytest.mark.parametrize("phrase", [phrase.strip() for phrase in _OTHER])
def test_words_that_say_another_one_outweigh_the_place(phrase: str) -> None:
    incident = known(text=FIRE)
    report = seen(5, text=f"{FIRE} {phrase} ini")
    assert tell(report.text).says_other
    assert likelihood(report, incident) < likelihood(replace(report, text=FIRE), incident)


@pytest.mark.parametrize("phrase", [phrase.strip() for phrase in _SAME])
def test_words_that_go_on_speak_for_the_known_one(phrase: str) -> None:
    story = tell(f"{FIRE} {phrase} pak")
    assert story.says_same or story.says_other


def test_a_gauge_speaks_for_the_ground_around_it() -> None:
    gauge = known(type="flood", is_gauge=True)
    inside, outside = seen(1_500, type="flood"), seen(2_500, type="flood")
    assert likelihood(inside, gauge) > likelihood(inside, known(type="flood"))
    assert likelihood(outside, gauge) == likelihood(outside, known(type="flood"))
    assert likelihood(seen(1_500, type="fire"), gauge) < 0.2


@pytest.mark.parametrize(
    ("mine", "theirs", "code"),
    [
        ({"Pasar Tanjung"}, {"Pasar Tanjung"}, "place_same"),
        ({"Pasar Tanjung"}, {"Alun-alun"}, "place_other"),
        ({"Pasar Tanjung"}, set(), "distance_unknown"),
        (set(), set(), "distance_unknown"),
    ],
)
def test_a_named_spot_stands_for_a_position(mine: set[str], theirs: set[str], code: str) -> None:
    report = Seen(at=AT, type="fire", spots=frozenset(mine))
    incident = Known(
        incident_id=UUID(int=1), number="1", at=AT, type="fire", spots=frozenset(theirs)
    )
    reasons = {reason.code for reason in grounds(report, tell(""), incident, None)}
    assert code in reasons


_TOLD = ("", FIRE, "kebakaran lain lagi", "sama dengan yang tadi, mobil dan bapak", "ada ular")


@settings(max_examples=120)
@given(
    kinds=st.tuples(st.sampled_from(TYPES), st.sampled_from(TYPES)),
    apart=st.tuples(st.floats(0, 2_000), st.floats(0, 600)),
    texts=st.tuples(st.sampled_from(_TOLD), st.sampled_from(_TOLD)),
    sender=st.sampled_from((None, "+628123", "+628999")),
)
def test_what_is_passed_over_early_would_not_have_been_shown(
    kinds: tuple[str, str],
    apart: tuple[float, float],
    texts: tuple[str, str],
    sender: str | None,
) -> None:
    report = seen(apart[0], apart[1], type=kinds[0], text=texts[0], sender=sender)
    incident = known(type=kinds[1], text=texts[1], senders=frozenset({"+628123"}))
    distance = _distance(report, incident)
    odds = WEIGHTS["bias"] + WEIGHTS["public"] * kind_of(*kinds).public
    for one in grounds(report, tell(report.text), incident, distance):
        odds += WEIGHTS[one.code] * (one.weight or 0.0)
    assert bool(score(report, [incident])) == (1 / (1 + math.exp(-odds)) >= _SHOWN_FROM)


@pytest.mark.parametrize("accuracy", [None, -5.0, float("inf"), float("nan"), 1e9])
def test_an_accuracy_that_is_none_is_a_usual_one(accuracy: float | None) -> None:
    found = score(seen(100, accuracy_m=accuracy), [known()])
    assert all(0 <= one.score <= 1 for one in found)


@settings(max_examples=60)
@given(
    kind=st.sampled_from(TYPES),
    other=st.sampled_from(TYPES),
    metres=st.floats(0, 900),
    minutes=st.floats(0, 300),
    same_sender=st.booleans(),
)
def test_the_weights_of_the_reasons_are_the_likelihood(
    *, kind: str, other: str, metres: float, minutes: float, same_sender: bool
) -> None:
    sender = "+62812" if same_sender else None
    incident = known(type=kind, text=FIRE, senders=frozenset({"+62812"}))
    for found in score(seen(metres, minutes, type=other, text=FIRE, sender=sender), [incident]):
        odds = WEIGHTS["bias"] + WEIGHTS["public"] * kind_of(other, kind).public
        odds += sum(reason.weight or 0.0 for reason in found.reasons)
        # Shown weights are rounded to hundredths.
        assert found.score == pytest.approx(1 / (1 + 2.718281828**-odds), abs=0.02)
        assert {one.code for one in found.reasons} <= SENTENCES.codes()
        assert ("same_sender" in {one.code for one in found.reasons}) is same_sender


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\U0001f525" * 40, "a b c", "yang di ke dari"])
def test_what_tells_nothing_has_no_story(text: str) -> None:
    story = tell(text)
    assert (dict(story.subjects), story.words, story.says_other, story.says_same) == (
        {},
        frozenset(),
        False,
        False,
    )


@pytest.mark.parametrize(
    ("word", "bare"), [("rumahnya", "rumah"), ("omahe", "omah"), ("tokoku", "toko"), ("api", "api")]
)
def test_whose_it_is_does_not_matter(word: str, bare: str) -> None:
    assert tell(f"warga {word}").subjects == tell(f"warga {bare}").subjects


def test_quarters_and_streets_of_other_names_are_other_places() -> None:
    """Two circles a kilometre wide overlap; the names in them do not."""
    incident = known(accuracy_m=900.0, text=FIRE, wide=frozenset({"area:Meri"}))
    there, here = (
        seen(700.0, accuracy_m=900.0, text=FIRE, wide=frozenset(names))
        for names in ({"area:Kranggan"}, {"area:Meri", "street:Jl. Niaga"})
    )
    assert "place_other" in codes(there, incident)
    assert likelihood(there, incident) < 0.5 < likelihood(here, incident)


def test_exact_pins_outweigh_the_names_of_quarters() -> None:
    incident = known(wide=frozenset({"area:Meri"}))
    assert "distance" in codes(seen(30.0, wide=frozenset({"area:Kranggan"})), incident)


def test_who_says_that_it_is_another_one_is_not_joined_by_likeness() -> None:
    incident = known(type="medical", text="bayi kejang di gang 2")
    other = seen(45.0, 20.0, type="medical", text="bayi kejang di gang 5, ini pasien lain")
    again = seen(type="medical", text="bayi kejang di gang 2")
    assert codes(other, incident).isdisjoint({"subject_same", "words_common"})
    assert likelihood(other, incident) < 0.5 < likelihood(again, incident)
