import pytest

from dispatch.access.permission_map import PERMISSIONS, allows, verbs_of
from dispatch.access.subject import Resource, Role, Subject

DAMKAR, PSC = "damkar-kota", "psc119-kota"


def person(role: Role, agency_id: str | None = None) -> Subject:
    return Subject(kind="person", id="1", name="Orang", role=role, agency_id=agency_id)


def about(*agencies: str) -> Resource:
    return Resource(agency_ids=frozenset(agencies))


@pytest.mark.parametrize("verb", sorted(PERMISSIONS))
def test_an_agency_reaches_nothing_that_concerns_only_another(verb: str) -> None:
    stranger = person(Role.AGENCY, PSC)
    free = {"agency.read", "board.watch", "catalogue.read", "geo.read", "gauge.read", "portal.read"}
    assert allows(stranger, verb, about(DAMKAR)) is (verb in free)


def test_only_the_agency_or_a_desk_in_charge_answers_a_task() -> None:
    assert allows(person(Role.AGENCY, DAMKAR), "task.answer", about(DAMKAR))
    assert allows(person(Role.DISPATCHER), "task.answer", about(DAMKAR))
    assert not allows(person(Role.CALL_TAKER), "task.answer", about(DAMKAR))
    assert not allows(person(Role.ADMINISTRATOR), "task.answer", about(DAMKAR))


def test_only_call_takers_and_dispatchers_see_who_called() -> None:
    seeing = {
        role
        for role in Role
        if allows(person(role, DAMKAR if role is Role.AGENCY else None), "report.see_reporter")
    }
    assert seeing == {Role.CALL_TAKER, Role.DISPATCHER}


def test_a_token_feeds_its_own_channel_alone() -> None:
    device = Subject(
        kind="token", id="2", name="KS-01", role=Role.CHANNEL, scopes=frozenset({"flood:KS-01"})
    )
    whole = Subject(
        kind="token", id="3", name="flood", role=Role.CHANNEL, scopes=frozenset({"flood"})
    )
    assert allows(device, "channel.feed", Resource(channel="flood:KS-01"))
    assert not allows(device, "channel.feed", Resource(channel="flood:KS-02"))
    assert allows(whole, "channel.feed", Resource(channel="flood:KS-02"))
    assert not allows(whole, "channel.feed", Resource(channel="cti"))
    assert not allows(device, "incident.read", about(DAMKAR))


def test_an_unknown_verb_is_a_fault_and_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        allows(person(Role.ADMINISTRATOR), "incident.teleport")


def test_the_console_is_told_what_a_person_may_do() -> None:
    assert "task.assign" in verbs_of(person(Role.DISPATCHER))
    assert "task.assign" not in verbs_of(person(Role.CALL_TAKER))
    assert "task.answer" in verbs_of(person(Role.AGENCY, DAMKAR))
