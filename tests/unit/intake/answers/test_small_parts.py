"""Answers to citizens: tickets, links, languages, templates, rules. Nothing is sent or stored."""

import string
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.kernel.errors import Invalid
from dispatch.transports.sending import segments
from intake.answers.language import language_of
from intake.answers.link import link_token, ticket_in
from intake.answers.load import _PROPOSED
from intake.answers.models import AnswerKind, AnswerRule, AnswerTemplate
from intake.answers.rules import leaves_at, may_answer, rule_of, says_start, says_stop
from intake.answers.template import ALLOWED, EXAMPLE, check_template, fill, in_force
from intake.answers.ticket import TAIL, spelt, tail_of, ticket_of

NOW = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
WIB = ZoneInfo("Asia/Jakarta")
KEY, REPORT = b"kunci", UUID("0193b9a1-7c00-7abc-8def-0123456789ab")
ANYTHING = st.text(st.characters(codec=None), max_size=60)


@given(st.uuids())
def test_a_ticket_names_its_report(report_id: UUID) -> None:
    ticket = ticket_of(report_id)
    assert tail_of(ticket) == report_id.hex[-TAIL:]
    assert tail_of(ticket.lower().replace("-", " ")) == tail_of(ticket)
    assert spelt(ticket.replace("-", "")) == ticket


@given(ANYTHING | st.none() | st.integers() | st.binary())
@example("0" * 13)
@example("٣" * 12)
def test_what_is_no_ticket_is_none(said: object) -> None:
    found = spelt(said)
    assert (found is None) == (tail_of(said) is None)
    assert found is None or spelt(found) == found


def test_what_is_read_over_the_telephone_is_meant_so() -> None:
    assert spelt("olI0 1234 abcd") == "0110-1234-ABCD"


@given(st.uuids(), st.integers(0, 400))
def test_a_link_opens_its_report_until_its_last_day(report_id: UUID, days: int) -> None:
    token = link_token(KEY, report_id, NOW + timedelta(days=days))
    last = NOW + timedelta(days=days)
    assert ticket_in(KEY, token, last) == ticket_of(report_id).replace("-", "")
    assert ticket_in(KEY, token, last + timedelta(days=1)) is None
    assert ticket_in(b"lain", token, NOW) is None


@given(st.integers(0, 34), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_link_with_another_sign_opens_nothing(place: int, sign: str) -> None:
    token = link_token(KEY, REPORT, NOW)
    other = f"{token[:place]}{sign}{token[place + 1 :]}"
    assert (ticket_in(KEY, other, NOW) is None) == (other != token)


@given(ANYTHING | st.none() | st.integers())
@example("9" * 10_000)
def test_what_is_no_link_opens_nothing(said: object) -> None:
    assert ticket_in(KEY, said, NOW) is None


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        (None, "Omah kobong nang Jl. Gajah Mada, ana wong kejebak", "id"),
        (None, "There is a fire in the house near the market, please help", "en"),
        (None, "tolong kebakaran di rumah, please help", "id"),
        (None, "help", "id"),
        (None, "", "id"),
        ("en-US", "tolong", "en"),
        ("jv", "omah kobong", "id"),
        ("ID", "there is a fire in the house", "id"),
        ("", "\ud800\x00", "id"),
    ],
)
def test_whoever_writes_english_reads_english(said: str | None, text: str, language: str) -> None:
    assert language_of(said, text) == language


@pytest.mark.parametrize(
    ("kind", "text", "kinds"),
    [
        ("receipt", "Tiket {ticket}", []),
        ("receipt", "Diterima", ["answer.missing_placeholder"]),
        ("receipt", "{ticket} {nama}", ["answer.unknown_placeholder"]),
        ("receipt", "{ticket} {words}", ["answer.unknown_placeholder"]),
        ("receipt", "{ticket} {", ["answer.stray_brace"]),
        ("receipt", "{{ticket}}", ["answer.stray_brace"]),
        ("receipt", "{ticket!r}", ["answer.unknown_placeholder", "answer.missing_placeholder"]),
        ("receipt", "{ticket.__class__} {ticket}", ["answer.unknown_placeholder"]),
        ("receipt", "{ticket}" + "x" * 480, ["answer.too_long"]),
        ("text_back", "Telepon 112", []),
        ("text_back", "{ticket}", ["answer.unknown_placeholder"]),
        ("desk", "{words}", []),
    ],
)
def test_a_template_says_what_is_wrong_with_it(kind: str, text: str, kinds: list[str]) -> None:
    assert problems_of(AnswerKind(kind), text) == kinds


def problems_of(kind: AnswerKind, text: str) -> list[str]:
    """Return the kinds of what is wrong with a template."""
    try:
        check_template(kind, text)
    except Invalid as refused:
        return [error.kind for error in refused.params["errors"]]
    return []


@pytest.mark.parametrize("entry", _PROPOSED["templates"], ids=lambda one: one["kind"])
def test_what_is_proposed_can_be_used_and_is_short(entry: dict[str, str]) -> None:
    text = fill(check_template(AnswerKind(entry["kind"]), entry["text"]), EXAMPLE)
    assert segments(text) <= 2
    assert set(ALLOWED) == set(AnswerKind)


def test_every_kind_is_proposed_in_both_languages() -> None:
    proposed = {(one["kind"], one["language"]) for one in _PROPOSED["templates"]}
    assert proposed == {(kind, language) for kind in AnswerKind for language in ("id", "en")}


def test_a_line_that_cannot_be_filled_is_left_out_and_words_are_no_template() -> None:
    text = "Tiket {ticket}.\nStatus: {link}\n112"
    assert fill(text, {"ticket": "A", "link": ""}) == "Tiket A.\n112"
    assert fill("{words}", {"words": "{ticket} \\1 {0}"}) == "{ticket} \\1 {0}"


def template(language: str, days: int, text: str) -> AnswerTemplate:
    return AnswerTemplate(
        kind="receipt", language=language, valid_from=NOW + timedelta(days=days), text=text
    )


def test_the_newest_template_in_force_counts_and_indonesian_stands_in() -> None:
    kept = [template("id", -9, "lama"), template("id", -1, "baru"), template("id", 1, "nanti")]
    found = in_force(kept, "receipt", "en", NOW)
    assert found is not None
    assert found.text == "baru"
    english = in_force([*kept, template("en", -99, "old")], "receipt", "en", NOW)
    assert english is not None
    assert english.text == "old"
    assert in_force(kept, "closed", "id", NOW) is None


def rule(**changed: object) -> AnswerRule:
    members = {"channel": "*", "valid_from": NOW, "stop_words": ["STOP", "BERHENTI"]}
    return AnswerRule.model_validate(members | {"start_words": ["MULAI"]} | changed)


@pytest.mark.parametrize(
    ("kind", "priority", "hour", "leaves"),
    [
        ("receipt", 1, 23, 23),
        ("receipt", 3, 3, 3),
        ("receipt", 5, 12, 12),
        ("receipt", 4, 23, 29),
        ("receipt", 5, 4, 5),
        ("closed", 1, 21, 29),
        ("closed", 1, 5, 5),
        ("referred", 5, 0, 5),
        ("desk", 5, 23, 23),
        ("text_back", 5, 23, 23),
        ("opted_out", 5, 2, 2),
    ],
)
def test_only_what_can_wait_waits_for_the_morning(
    kind: str, priority: int, hour: int, leaves: int
) -> None:
    midnight = datetime(2026, 12, 12, tzinfo=WIB)
    now = (midnight + timedelta(hours=hour)).astimezone(UTC)
    found = leaves_at(rule(), AnswerKind(kind), priority, now, WIB)
    assert found == midnight + timedelta(hours=leaves)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = datetime(2026, 12, 12, 12, 30, tzinfo=WIB)
    lunch = rule(quiet_from="12:00", quiet_to="13:00")
    none = rule(quiet_from="12:00", quiet_to="12:00")
    found = [leaves_at(one, AnswerKind.CLOSED, 5, noon, WIB) for one in (lunch, none)]
    assert found == [noon + timedelta(minutes=30), noon]


def test_a_channel_has_its_own_rule_or_that_of_all() -> None:
    usual, own = rule(most_an_hour=9), rule(channel="sms", most_an_hour=1)
    later = rule(channel="sms", most_an_hour=7, valid_from=NOW + timedelta(days=1))
    found = [rule_of(each, "sms", NOW).most_an_hour for each in ([], [usual], [usual, own, later])]
    assert found == [3, 9, 1]


@pytest.mark.parametrize("text", ["STOP", " stop. ", "Berhenti!", "*STOP*", "berhenti\n"])
def test_who_wants_none_says_so(text: str) -> None:
    assert says_stop(rule(), text)
    assert not says_start(rule(), text)


@pytest.mark.parametrize("text", ["stop! ada kebakaran", "motor berhenti mendadak", "", "MULAI"])
def test_a_report_is_no_wish_for_silence(text: str) -> None:
    assert not says_stop(rule(), text)


@pytest.mark.parametrize(
    ("flags", "anonymous", "may"),
    [
        ([], False, True),
        (["message.old"], False, True),
        ([], True, False),
        (["message.public"], False, False),
        (["message.automatic", "x"], False, False),
        (["sender.unproven"], False, False),
        (["sms.agency_unclear"], False, False),
    ],
)
def test_only_a_person_who_wrote_to_us_alone_is_answered(
    flags: list[str],
    anonymous: bool,  # noqa: FBT001 - the value under test
    may: bool,  # noqa: FBT001 - the value under test
) -> None:
    assert may_answer(flags, anonymous=anonymous) is may


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("{" * 80, 1),
        ("{" * 81, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("…" * 70, 1),
        ("…" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("\ud800", 1),
    ],
)
def test_parts_are_counted_as_networks_charge_them(text: str, parts: int) -> None:
    assert segments(text) == parts


@given(st.text(string.printable, max_size=700))
def test_longer_is_never_cheaper(text: str) -> None:
    assert segments(text) <= segments(text + "a")
