"""What an administrator decides: who may come in, and who no longer may."""

from dataclasses import replace

from dispatch.access.events import PersonDisabled, TokenRevoked
from dispatch.access.models import ApiToken, Person
from dispatch.access.sign_in import NewPerson, create_person, create_token
from dispatch.access.subject import Role
from dispatch.kernel.errors import Conflict, Invalid, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork

# Locked, so that two who put each other out at the same moment do not both see the other.
_OTHERS = """
SELECT id FROM person WHERE role = 'administrator' AND active AND id <> $1 ORDER BY id FOR UPDATE
"""


async def add_person(uow: UnitOfWork, new: NewPerson) -> Person:
    """Add a person; role agency needs an agency, the others have none.

    A user name is kept without blanks around it, as `check_password` looks for it.
    `person.exists` when it is taken. An agency that does not exist is refused by the
    directory, by reaction (`agency.unknown`).
    """
    if (new.role is Role.AGENCY) != (new.agency_id is not None) or new.role in {
        Role.CHANNEL,
        Role.SYSTEM,
    }:
        raise Invalid("person.role_and_agency", role=new.role, agency_id=new.agency_id)
    username = new.username.strip()
    if await uow.fetchval(
        "SELECT EXISTS (SELECT FROM person WHERE lower(username) = lower($1))", username
    ):
        raise Conflict("person.exists", username=username)
    return create_person(uow, replace(new, username=username))


async def disable_person(uow: UnitOfWork, person: Person) -> Person:
    """Disable a person and end its sessions; a repetition changes nothing.

    `person.last_administrator` when nobody could let anybody in again.
    """
    if not person.active:
        return person
    if person.role == Role.ADMINISTRATOR and not await uow.fetch(_OTHERS, person.id):
        raise Conflict("person.last_administrator")
    await uow.change(person, active=False)
    uow.append(
        PersonDisabled(noun_id=person.id, at=uow.now, agency_id=person.agency_id, role=person.role)
    )
    return person


async def find_person(uow: UnitOfWork, username: str) -> Person:
    """Return the person with this user name."""
    key = await uow.fetchval("SELECT id FROM person WHERE username = $1", username)
    if key is None:
        raise NotFound("person.not_found", id=username)
    return await uow.get(Person, key)


async def add_token(uow: UnitOfWork, *, name: str, agency_id: str | None, scopes: list[str]) -> str:
    """Make a token for an agency's machine, or for a channel, and return it.

    It cannot be shown again.
    """
    if agency_id is None and not scopes:
        raise Invalid("api_token.no_purpose")
    return await create_token(
        uow,
        name=name,
        role=Role.AGENCY if agency_id else Role.CHANNEL,
        agency_id=agency_id,
        scopes=scopes,
    )


async def revoke_token(uow: UnitOfWork, token: ApiToken) -> ApiToken:
    """Revoke a token; a repetition changes nothing."""
    if token.revoked_at is None:
        await uow.change(token, revoked_at=uow.now)
        uow.append(
            TokenRevoked(noun_id=token.id, at=uow.now, agency_id=token.agency_id, role=token.role)
        )
    return token


async def find_tokens(uow: UnitOfWork, name: str) -> list[ApiToken]:
    """Return the tokens of this name that are not revoked.

    Several may have it while one replaces another.
    """
    rows = await uow.fetch(
        "SELECT id FROM api_token WHERE name = $1 AND revoked_at IS NULL ORDER BY id", name
    )
    if not rows:
        raise NotFound("api_token.not_found", id=name)
    return [await uow.get(ApiToken, row["id"]) for row in rows]
