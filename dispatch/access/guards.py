"""Guards: who asks, the right it needs in the endpoint's signature, and one resource's check."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from dispatch.access.models import AccessEntry
from dispatch.access.permission_map import allows
from dispatch.access.sign_in import find_subject
from dispatch.access.subject import NOTHING, Resource, Subject
from dispatch.kernel.container import Service
from dispatch.kernel.errors import Forbidden, NotFound, Unauthenticated
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from dispatch.kernel.web.http import TheUnits

COOKIE = "tanggap_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CACHE_S = 2.0
_CACHE_SIZE = 4096


class SubjectCache:
    """Remembers for two seconds who holds a token: a surge of reports need not ask the database.

    The price: a revoked token or session works up to two seconds longer (docs/adr/0006).
    """

    def __init__(self, units: Units) -> None:
        """Look tokens up through `units`."""
        self._units = units
        self._known: dict[str, tuple[float, Subject]] = {}
        self._asking: dict[str, asyncio.Task[Subject | None]] = {}

    async def find(self, token: str) -> Subject | None:
        """Return who holds `token`, or None; those who ask meanwhile share one look-up."""
        now = self._units.clock.now()
        known = self._known.get(token)
        if known is not None and 0 <= now.timestamp() - known[0] < _CACHE_S:
            return known[1]
        asking = self._asking.get(token)
        if asking is None:
            asking = self._asking[token] = asyncio.create_task(self._look_up(token, now))
        # Whoever hangs up must not take the answer from the others.
        return await asyncio.shield(asking)

    async def _look_up(self, token: str, now: datetime) -> Subject | None:
        asked = asyncio.current_task()
        try:
            subject = await find_subject(self._units.pool, token, now)
            # Signed out while the database was asked: what it said is no longer so.
            if self._asking.get(token) is asked:
                self._remember(token, now, subject)
            return subject
        finally:
            if self._asking.get(token) is asked:
                del self._asking[token]

    def _remember(self, token: str, now: datetime, subject: Subject | None) -> None:
        if subject is None:
            self._known.pop(token, None)
            return
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[token] = (now.timestamp(), subject)

    def forget(self, token: str) -> None:
        """Look `token` up again next time."""
        self._known.pop(token, None)
        self._asking.pop(token, None)


SUBJECTS: Final = Service[SubjectCache]("subjects")


def token_of(connection: HTTPConnection) -> tuple[str | None, bool]:
    """Return the request's token and whether it came in the browser's cookie."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip(), False
    return connection.cookies.get(COOKIE), True


def check_same_origin(connection: HTTPConnection) -> None:
    """Refuse a cookie that another site made the browser send (`forbidden.origin`)."""
    origin = connection.headers.get("origin")
    if origin is None:
        return
    # A proxy may pass on another Host than the one in the browser's address bar.
    public = urlsplit(SETTINGS.of(connection).public_url or "").netloc
    if urlsplit(origin).netloc not in {connection.headers.get("host"), public} - {""}:
        raise Forbidden("forbidden.origin")


async def subject_of(connection: HTTPConnection) -> Subject:
    """Return who asks; `unauthenticated` when it is nobody we know."""
    token, from_cookie = token_of(connection)
    if not token:
        raise Unauthenticated("unauthenticated", why="no_token")
    if from_cookie and connection.scope.get("method", "GET") not in _SAFE:
        check_same_origin(connection)
    subject = await SUBJECTS.of(connection).find(token)
    if subject is None:
        raise Unauthenticated("unauthenticated", why="unknown_token")
    return subject


# Only for the documentation: `subject_of` reads the header itself, because the cookie serves as
# well.
BEARER = HTTPBearer(
    auto_error=False, description="From POST /api/v1/sessions, or a token of an agency or a channel"
)
CurrentSubject = Annotated[Subject, Depends(subject_of)]


def needs(verb: str) -> Any:
    """Return a dependency that gives the subject if it may do `verb` to something.

    The endpoint checks the thing itself.
    """

    async def guard(subject: CurrentSubject) -> Subject:
        own = Resource(
            agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()),
            channel=next(iter(subject.scopes), None),
        )
        if not allows(subject, verb, own):
            raise Forbidden("forbidden", why="role", role=subject.role, verb=verb)
        return subject

    return Depends(guard)


def check_allowed(
    subject: Subject,
    verb: str,
    resource: Resource = NOTHING,
    *,
    visible_with: str | None = None,
    missing: str = "not_found",
) -> None:
    """Refuse (`forbidden`) unless `subject` may do `verb` to `resource`.

    What it may not even see (`visible_with`) is refused as `missing`, a thing and its id ("task
    0193..."), just as what is not there.
    """
    if allows(subject, verb, resource):
        return
    if visible_with is not None and not allows(subject, visible_with, resource):
        noun, _, key = missing.partition(" ")
        raise NotFound(f"{noun}.not_found", id=key)
    raise Forbidden("forbidden", why="role", role=subject.role, verb=verb)


async def begin_work(subject: CurrentSubject, units: TheUnits) -> AsyncIterator[UnitOfWork]:
    """Give the endpoint a unit of work that is committed before the answer is sent."""
    async with units.begin(subject.actor) as uow:
        yield uow


Work = Annotated[UnitOfWork, Depends(begin_work, scope="function")]


def note_read(uow: UnitOfWork, *, verb: str, noun: str, noun_id: str) -> None:
    """Write an audit entry: the subject of `uow` read personal data."""
    uow.add(
        AccessEntry(
            id=uow.new_id(), at=uow.now, actor=uow.actor, verb=verb, noun=noun, noun_id=noun_id
        )
    )
