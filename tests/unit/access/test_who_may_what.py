"""The whole permission map as a table: a right given or taken by mistake is a line that differs."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.permission_map import PERMISSIONS, allows, verbs_of
from dispatch.access.subject import SYSTEM, Resource, Role, Subject

OWN: Final = "damkar-kota"
# c: call taker, d: dispatcher, s: supervisor, a: administrator, A: an agency that it concerns,
# x: another agency, f: a channel's own token, y: the system itself.
RIGHTS: Final = {
    "report.create": "cdsa f y",
    "report.read": "cdsa",
    "report.handle": "cds",
    "report.see_reporter": "cd",
    "journal.read": "cds",
    "journal.open": "s",
    "raw_message.read": "cdsa",
    "raw_message.settle": "cds",
    "call_back.read": "cdsa",
    "call_back.settle": "cds",
    "channel.feed": "f y",
    "channel.read": "sa",
    "gauge.read": "cdsa Ax f y",
    "answer.read": "cdsa",
    "answer.manage": "a",
    "incident.read": "cdsa A",
    "incident.note": "cds A",
    "incident.open": "cds y",
    "incident.change": "cds y",
    "incident.close": "ds",
    "incident.verify": "s",
    "incident.hold": "sa",
    "task.read": "cdsa A",
    "task.assign": "ds y",
    "task.answer": "ds A",
    "task.cancel": "ds",
    "task.verify": "ds",
    "delivery.read": "cdsa",
    "delivery.settle": "ds",
    "alarm.read": "cdsa",
    "alarm.take": "cds",
    "agency.read": "cdsa Ax f y",
    "agency.contacts": "cdsa",
    "agency.manage": "a",
    "unit.read": "cdsa A",
    "unit.manage": "da A",
    "unit.report": "ds A f",
    "portal.read": "Ax",
    "board.watch": "cdsa Ax",
    "catalogue.read": "cdsa Ax f y",
    "geo.read": "cdsa Ax f y",
    "sla.read": "cdsa",
    "sla.manage": "a",
    "response_times.read": "dsa",
    "retention.read": "sa",
    "retention.manage": "a",
    "event.read": "sa",
    "person.manage": "a",
}


def person(role: Role, agency_id: str | None = None) -> Subject:
    return Subject(kind="person", id="1", name="Orang", role=role, agency_id=agency_id)


WHO: Final = {
    "c": person(Role.CALL_TAKER),
    "d": person(Role.DISPATCHER),
    "s": person(Role.SUPERVISOR),
    "a": person(Role.ADMINISTRATOR),
    "A": person(Role.AGENCY, OWN),
    "x": person(Role.AGENCY, "pln-ulp-kota"),
    "f": Subject(kind="token", id="2", name="x", role=Role.CHANNEL, scopes=frozenset({"website"})),
    "y": SYSTEM,
}
THING: Final = Resource(agency_ids=frozenset({OWN}), channel="website")


def test_every_verb_is_in_the_table() -> None:
    assert set(RIGHTS) == set(PERMISSIONS)


@pytest.mark.parametrize("verb", RIGHTS)
def test_exactly_those_may_who_are_written_down(verb: str) -> None:
    allowed = {letter for letter, subject in WHO.items() if allows(subject, verb, THING)}
    assert allowed == set(RIGHTS[verb]) - {" "}


@pytest.mark.parametrize("verb", RIGHTS)
def test_without_a_thing_no_agency_and_no_channel_is_concerned(verb: str) -> None:
    general = {"gauge.read", "agency.read", "catalogue.read", "geo.read"}
    assert allows(WHO["A"], verb) is (verb in {*general, "portal.read", "board.watch"})
    assert allows(WHO["f"], verb) is (verb in general)


@pytest.mark.parametrize("letter", "cdsaAx")
def test_the_menus_offer_what_the_map_allows(letter: str) -> None:
    subject = WHO[letter]
    own = Resource(agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()))
    assert verbs_of(subject) == sorted(verb for verb in RIGHTS if allows(subject, verb, own))


@given(
    st.sampled_from(sorted(PERMISSIONS)),
    st.frozensets(st.sampled_from(["a", "b", "c"])),
    st.sampled_from(["a", "b", "c"]),
)
def test_more_agencies_concerned_never_take_a_right_away(
    verb: str, agencies: frozenset[str], own: str
) -> None:
    subject = person(Role.AGENCY, own)
    few, many = Resource(agency_ids=agencies), Resource(agency_ids=agencies | {own})
    assert allows(subject, verb, few) <= allows(subject, verb, many)


@pytest.mark.parametrize(
    ("scopes", "channel", "may"),
    [
        ({"cti"}, "cti", True),
        ({"cti"}, "cti:trunk-1", True),
        ({"cti:trunk-1"}, "cti:trunk-1", True),
        ({"cti:trunk-1"}, "cti", False),
        ({"cti:trunk-1"}, "cti:trunk-11", False),
        ({"ct"}, "cti", False),
        (set(), "cti", False),
        ({"cti"}, None, False),
        ({""}, "", True),
        ({"flood", "cti"}, "flood:KS-01", True),
    ],
)
def test_a_token_feeds_what_it_names_and_what_lies_below(
    scopes: set[str], channel: str | None, *, may: bool
) -> None:
    token = Subject(kind="token", id="3", name="t", role=Role.CHANNEL, scopes=frozenset(scopes))
    assert allows(token, "channel.feed", Resource(channel=channel)) is may


def test_the_log_names_who_it_was() -> None:
    assert (WHO["c"].actor, SYSTEM.actor) == ("person:1", "system:tanggap")
