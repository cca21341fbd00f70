"""Whatever is sent: no error, the same answer twice, and never more work than a long call costs."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.triage.features import EVERYTHING, features_of_text, read
from intake.triage.lexicon import CATALOGUE
from intake.triage.model import MODEL
from intake.triage.proposal import SENTENCES, Hints
from intake.triage.triage import triage
from routing.reason import LANGUAGES

MOST_WORDS = 220
MOST_FEATURES = 6_000
HOSTILE = [
    "tidak napas " * 2_000,
    "a" * 20_000,
    "kalau kalau kalau bukan bukan " * 700,
    "😀" * 20_000,
    ". , ! ? " * 2_500,
    "\x00\x01\x02" * 7_000,
    "ё‍🦰é" * 5_000,
    " ".join(f"kebakaran{number}" for number in range(2_000)),
]
WORDS = "tidak bukan kalau anak napas kobong sudah mimpi banjir ular tolong . ? wkwk 3".split()  # noqa: SIM905 - reads as a list of words


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    trunk=st.sampled_from([None, "113", "999"]),
    declared=st.sampled_from([None, "flood", "nothing", ""]),
    channel_kind=st.sampled_from(["emergency", "complaint"]),
)
def test_any_text_gives_a_proposal(
    text: str,
    trunk: str | None,
    declared: str | None,
    channel_kind: str,
) -> None:
    hints = Hints(trunk=trunk, declared_type=declared, channel_kind=channel_kind)
    proposal = triage(text, hints)
    assert proposal == triage(text, hints)
    assert proposal.type in CATALOGUE
    assert 1 <= proposal.priority <= 5
    assert 0 <= proposal.confidence < 1
    assert 0 <= proposal.life <= 1
    json.dumps(proposal.document(), allow_nan=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_costs_no_more_than_a_long_call(text: str) -> None:
    reading = read(text[:6_000])
    assert len(reading.said) <= MOST_WORDS
    assert len(features_of_text(reading, EVERYTHING)) <= MOST_FEATURES
    assert triage(text).type in CATALOGUE


def test_the_memory_of_words_is_bounded() -> None:
    for number in range(30):
        triage(" ".join(f"kata{number}x{word}" for word in range(200)))
    assert len(MODEL._memory) <= 20_001


@pytest.mark.parametrize(
    "text",
    [
        "kebakaran rumah, ada anak terjebak",
        "simulasi gempa kemarin, sudah selesai",
        "tes tes cek",
        "kecelakaan dua motor",
        "wkwk iseng aja pak",
        "",
    ],
)
def test_every_reason_has_a_sentence_in_both_languages(text: str) -> None:
    hints = Hints(trunk="113", declared_type="flood", is_forwarded=True)
    for reason in triage(text, hints).reasons:
        for language in LANGUAGES:
            assert SENTENCES.say(reason, language) != reason.code


def test_the_languages_have_the_same_codes() -> None:
    assert SENTENCES.codes("id") == SENTENCES.codes("en")
