"""People, sessions and tokens: create them, sign in, sign out, and find who holds a token."""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Final, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from asyncpg import Record

from dispatch.access.events import PersonAdded, TokenAdded
from dispatch.access.models import ApiToken, Person, Session
from dispatch.access.subject import Role, Subject
from dispatch.kernel.container import Service
from dispatch.kernel.errors import Invalid, TanggapError, Unauthenticated
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from routing.value_object import value_object

PASSWORD_LENGTH_MIN = 10
_hasher = PasswordHasher()


@cache
def _decoy() -> str:
    """Return what is verified when the user name is unknown, so that the answer takes as long."""
    return _hasher.hash(secrets.token_urlsafe(16))


class Throttle(Protocol):
    """Counts what one address does too often: sign-in attempts, which it refuses, and others."""

    async def check(self, username: str, address: str) -> None:
        """Count one attempt; raise `session.too_many_attempts` above the limit."""
        ...

    async def forgive(self, username: str, address: str) -> None:
        """Forget the attempts of a name, because one of them was right."""
        ...

    async def is_beyond(self, what: str, *, limit: int, window_s: int) -> bool:
        """Count one of `what`; say whether there were more than `limit` within `window_s`."""
        ...


THROTTLE: Final = Service[Throttle]("throttle")


class TooManyAttempts(TanggapError):
    """More sign-in attempts than a person makes."""

    status = 429
    fallback = "session.too_many_attempts"


@value_object
class NewPerson:
    """What is needed to create a person."""

    username: str
    name: str
    role: Role
    password_hash: str
    agency_id: str | None = None


def token_hash(token: str) -> bytes:
    """Return the SHA-256 that is stored of a bearer token.

    Tokens have 256 random bits, so a plain hash is enough.
    """
    return hashlib.sha256(token.encode()).digest()


async def hash_password(password: str) -> str:
    """Return the argon2id hash; `invalid.password` when it is too short.

    Slow on purpose, so do it before a transaction begins.
    """
    if len(password) < PASSWORD_LENGTH_MIN:
        raise Invalid("invalid.password", min_length=PASSWORD_LENGTH_MIN)
    return await asyncio.to_thread(_hasher.hash, password)


def create_person(uow: UnitOfWork, new: NewPerson) -> Person:
    """Add the row of a person."""
    person = Person(
        id=uow.new_id(),
        username=new.username,
        name=new.name,
        role=new.role,
        agency_id=new.agency_id,
        password_hash=new.password_hash,
        created_at=uow.now,
    )
    uow.add(person)
    uow.append(
        PersonAdded(noun_id=person.id, at=uow.now, agency_id=person.agency_id, role=person.role)
    )
    return person


async def create_token(
    uow: UnitOfWork,
    *,
    name: str,
    role: Role,
    agency_id: str | None = None,
    scopes: list[str] | None = None,
) -> str:
    """Create a token for an agency's machine or a channel and return it.

    It cannot be shown again.
    """
    token = secrets.token_urlsafe(32)
    row = ApiToken(
        id=uow.new_id(),
        token_hash=token_hash(token),
        name=name,
        role=role,
        agency_id=agency_id,
        scopes=scopes or [],
        created_at=uow.now,
    )
    uow.add(row)
    uow.append(
        TokenAdded(noun_id=row.id, at=uow.now, agency_id=agency_id, role=role, scopes=row.scopes)
    )
    return token


_BY_NAME = "SELECT * FROM person WHERE lower(username) = lower($1) AND active"


async def check_password(units: Units, username: str, password: str) -> Person:
    """Return the person whose password this is; `session.wrong_credentials` otherwise.

    Holds no transaction while it computes.
    """
    async with units.reading() as reading:
        found = await reading.fetch(_BY_NAME, username.strip())
    # Telephones write the first letter large; two people whose names differ only in that must write
    # them exactly.
    record = next(
        (row for row in found if row["username"] == username), found[0] if len(found) == 1 else None
    )
    right = await asyncio.to_thread(
        _matches, record["password_hash"] if record else _decoy(), password
    )
    if record is None or not right:
        raise Unauthenticated("session.wrong_credentials")
    return Person.model_validate(dict(record))


def open_session(uow: UnitOfWork, person: Person, *, hours: float) -> tuple[str, Session]:
    """Open a session of so many hours; return its token and row."""
    token = secrets.token_urlsafe(32)
    session = Session(
        token_hash=token_hash(token),
        person_id=person.id,
        created_at=uow.now,
        expires_at=uow.now + timedelta(hours=hours),
    )
    uow.add(session)
    return token, session


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


async def sign_out(uow: UnitOfWork, token: str) -> None:
    """End the session of `token`, if there is one."""
    await uow.execute(
        "UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL",
        token_hash(token),
        uow.now,
    )


_WHO = """
SELECT 'person' AS kind, p.id::text AS id, p.name, p.role, p.agency_id,
    '[]'::jsonb AS scopes, p.language
FROM session s JOIN person p ON p.id = s.person_id
WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND p.active
UNION ALL
SELECT 'token', id::text, name, role, agency_id, scopes, 'id'
FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL
"""


class _Pool(Protocol):
    async def fetchrow(self, query: str, *args: object) -> Record | None: ...


async def find_subject(pool: _Pool, token: str, now: datetime) -> Subject | None:
    """Return who holds `token` now, or None."""
    record = await pool.fetchrow(_WHO, token_hash(token), now)
    if record is None:
        return None
    return Subject(
        kind=record["kind"],
        id=record["id"],
        name=record["name"],
        role=Role(record["role"]),
        agency_id=record["agency_id"],
        scopes=frozenset(record["scopes"]),
        language=record["language"],
    )
