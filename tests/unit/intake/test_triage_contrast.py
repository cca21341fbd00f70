"""A denial of the person is no denial of the matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.triage.contrast import straightened
from intake.triage.spelling import words_of
from intake.triage.triage import triage


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bukan anak saya yang pingsan, tapi ibu saya", "ibu saya pingsan ,"),
        ("bukan anak saya yang pingsan, ibu saya", "ibu saya pingsan"),
        ("yang pingsan bukan anak saya tapi ibu saya", "yang pingsan ibu saya"),
        ("dudu aku sing semaput, tapi mbokku. tulung", "mbokku semaput , . tulung"),
        ("sanes kulo ingkang semaput nanging garwo kulo", "garwo kulo semaput"),
        ("bukan rumah saya yang terbakar melainkan gudang sebelah", "gudang sebelah terbakar"),
    ],
)
def test_whoever_is_denied_is_left_out(text: str, left: str) -> None:
    assert straightened(words_of(text)) == left.split()


@pytest.mark.parametrize(
    "text",
    [
        "bukan anak saya yang pingsan",
        "bukan orang yang pingsan, tapi orang tidur",
        "bukan anak saya yang pingsan tapi dia cuma tidur",
        "bukan anak saya yang pingsan, tapi boneka",
        "bukan adik saya yang tenggelam, tapi sandalnya",
        "bukan pingsan tapi tidur",
        "bukan anak saya yang pingsan. tapi ibu saya takut",
        "bukan anak saya yang pingsan, ibu saya takut",
        "anak saya pingsan tapi ibu saya tidak",
        "bukan",
        "bukan tapi ibu",
    ],
)
def test_where_nobody_else_is_named_the_words_stay(text: str) -> None:
    assert straightened(words_of(text)) == words_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "bukan anak saya yang pingsan, tapi ibu saya",
        "bukan anak saya yang kejang melainkan suami saya",
        "dudu bapakku sing kelelep, nanging adikku",
        "bukan rumah saya yang kebakaran, tapi rumah tetangga",
    ],
)
def test_the_one_who_is_named_is_in_danger(text: str) -> None:
    assert triage(text).priority == 1


@pytest.mark.parametrize(
    "text",
    [
        "bukan orang yang pingsan, tapi orang tidur",
        "bukan anak saya yang pingsan, tapi boneka",
        "bukan adik saya yang tenggelam, tapi sandalnya",
    ],
)
def test_no_life_is_in_danger_where_a_thing_is_named(text: str) -> None:
    assert triage(text).priority > 1


@pytest.mark.parametrize(
    "text",
    [
        "bukan kecelakaan pak, orang kejang",
        "bukan kebakaran, ada orang kesetrum",
        "dudu tabrakan, wong semaput",
    ],
)
def test_another_matter_that_is_denied_first_lowers_nothing(text: str) -> None:
    assert triage(text).priority == 1


_SAID = st.sampled_from(
    ["bukan", "dudu", "anak", "saya", "ibu", "yang", "sing", "pingsan", "tapi", ",", ".", "cuma"]
)


@given(st.lists(_SAID, max_size=16))
def test_no_word_is_invented(words: list[str]) -> None:
    left = straightened(words)
    assert all(left.count(word) <= words.count(word) for word in left)
