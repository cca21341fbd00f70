"""What an administrator decides: who comes in, who no longer does, and never that nobody can."""

from typing import Any, Final

import pytest

from dispatch.access.events import PersonAdded, TokenAdded
from dispatch.access.manage import add_person, add_token, disable_person, revoke_token
from dispatch.access.models import ApiToken, Person
from dispatch.access.sign_in import NewPerson, hash_password, open_session, token_hash
from dispatch.access.subject import Role
from dispatch.kernel.errors import Conflict, Invalid
from tests.support.ledger import Answers, Ledger, after

DESKS: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)


class Room(Ledger):
    """A room and everybody who has an account in it."""

    def __init__(self) -> None:
        answers: Answers = {
            "SELECT EXISTS (SELECT FROM person": lambda name: [
                {"exists": name.lower() in {one.username.lower() for one in self.rows(Person)}}
            ],
            "\nSELECT id FROM person WHERE role = 'administrator'": lambda but: [
                {"id": one.id}
                for one in self.rows(Person)
                if one.role == Role.ADMINISTRATOR and one.active and one.id != but
            ],
        }
        super().__init__(at=60, actor="person:admin", answers=answers)

    async def come(self, username: str, role: Role, agency_id: str | None = None) -> Person:
        new = NewPerson(username, username.title(), role, "argon2", agency_id)
        return await add_person(self, new)


FITS: Final = [*((role, None) for role in DESKS), (Role.AGENCY, "damkar-kota")]
ALL: Final = [(role, agency_id) for role in Role for agency_id in (None, "damkar-kota")]


@pytest.mark.parametrize(("role", "agency_id"), FITS)
async def test_people_of_the_centre_and_of_an_agency_come_in(
    role: Role, agency_id: str | None
) -> None:
    room = Room()
    person = await room.come("budi", role, agency_id)
    assert (person.role, person.agency_id, person.active) == (role, agency_id, True)
    assert room.last(PersonAdded).agency_id == agency_id


@pytest.mark.parametrize(("role", "agency_id"), [one for one in ALL if one not in FITS])
async def test_only_people_of_an_agency_belong_to_one_and_machines_are_no_people(
    role: Role, agency_id: str | None
) -> None:
    room = Room()
    with pytest.raises(Invalid) as refused:
        await room.come("budi", role, agency_id)
    assert (refused.value.code, room.rows(Person)) == ("person.role_and_agency", [])


@pytest.mark.parametrize("again", ["budi", "Budi", " budi", "BUDI\t"])
async def test_a_name_that_signs_in_as_another_is_taken(again: str) -> None:
    room = Room()
    await room.come("budi", Role.DISPATCHER)
    with pytest.raises(Conflict) as refused:
        await room.come(again, Role.SUPERVISOR)
    assert refused.value.code == "person.exists"


async def test_a_name_is_kept_as_sign_in_will_look_for_it() -> None:
    assert (await Room().come("  siti ", Role.CALL_TAKER)).username == "siti"


async def test_the_last_administrator_stays_and_whoever_is_out_is_out_once() -> None:
    room = Room()
    first, second = [await room.come(name, Role.ADMINISTRATOR) for name in ("ani", "wati")]
    await disable_person(room, first)
    facts = room.facts()
    await disable_person(room, first)
    assert (first.active, room.facts()) == (False, facts)
    with pytest.raises(Conflict) as refused:
        await disable_person(room, second)
    assert (refused.value.code, second.active) == ("person.last_administrator", True)
    # Nobody's right depends on another desk.
    await disable_person(room, await room.come("budi", Role.DISPATCHER))


@pytest.mark.parametrize(
    ("given", "role"),
    [
        ({"agency_id": "damkar-kota", "scopes": []}, Role.AGENCY),
        ({"agency_id": None, "scopes": ["website"]}, Role.CHANNEL),
        ({"agency_id": "damkar-kota", "scopes": ["units"]}, Role.AGENCY),
    ],
)
async def test_a_token_is_for_an_agencys_machine_or_for_channels(
    given: dict[str, Any], role: Role
) -> None:
    room = Room()
    token = await add_token(room, name="Formulir web", **given)
    [kept] = room.rows(ApiToken)
    assert (kept.role, kept.scopes, kept.token_hash) == (role, given["scopes"], token_hash(token))
    # The log says that there is one, and not what it is.
    assert token not in str(room.last(TokenAdded))
    await revoke_token(room, kept)
    version = kept.model_dump()
    room.be_at(90)
    await revoke_token(room, kept)
    assert (kept.model_dump(), kept.revoked_at) == (version, after(60))


async def test_a_token_for_nothing_is_refused() -> None:
    room = Room()
    with pytest.raises(Invalid) as refused:
        await add_token(room, name="x", agency_id=None, scopes=[])
    assert (refused.value.code, room.rows(ApiToken)) == ("api_token.no_purpose", [])


async def test_every_session_has_its_own_secret_and_its_end() -> None:
    room = Room()
    person = await room.come("budi", Role.DISPATCHER)
    opened = [open_session(room, person, hours=12) for _ in range(3)]
    assert len({token for token, _ in opened}) == 3
    assert {session.token_hash for _, session in opened} == {token_hash(one) for one, _ in opened}
    assert {session.expires_at for _, session in opened} == {after(60 + 12 * 3600)}


@pytest.mark.parametrize("short", ["", "a", "sembilan9"])
async def test_a_short_password_is_refused_before_it_is_hashed(short: str) -> None:
    with pytest.raises(Invalid) as refused:
        await hash_password(short)
    assert refused.value.params == {"min_length": 10}
