"""Who is signed in at the desk, kept on disk: the emergency page must know them without a database.

Of a session only the hash of its token is kept, as in the table; with it nobody can sign in.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from dispatch.access.sign_in import token_hash
from dispatch.access.subject import Role, Subject
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import Service
from dispatch.kernel.host.whole_file import write_whole
from dispatch.kernel.store.read_transaction import ReadTransaction

NAME: Final = "signed-in.json"
_SIGNED_IN: Final = """
SELECT encode(s.token_hash, 'hex') AS token, s.expires_at, p.id::text AS id, p.name, p.role,
    p.language
FROM session s JOIN person p ON p.id = s.person_id
WHERE s.revoked_at IS NULL AND s.expires_at > $3 AND p.active
    AND p.role = ANY($1::text[])
ORDER BY s.created_at DESC LIMIT $2
"""
_ROLES: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
_MOST: Final = 2_000
_log = logging.getLogger(__name__)


class KnownPeople:
    """The people at the desk who were signed in when the database was last read."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Begin with what `folder` holds of an earlier process."""
        self._path = folder / NAME
        self._clock = clock
        self._known: Mapping[str, Mapping[str, Any]] = _read(self._path)

    def find(self, token: str | None) -> Subject | None:
        """Return who holds the session `token`, if it had not ended when it was last read."""
        known = self._known.get(token_hash(token).hex()) if token else None
        if known is None or datetime.fromisoformat(known["until"]) <= self._clock.now():
            return None
        return Subject(
            kind="person",
            id=known["id"],
            name=known["name"],
            role=Role(known["role"]),
            language=known["language"],
        )

    async def load(self, reading: ReadTransaction) -> bool:
        """Read who is signed in, and keep it on disk when that has changed."""
        rows = await reading.fetch(
            _SIGNED_IN, [str(role) for role in _ROLES], _MOST, self._clock.now()
        )
        found = {
            row["token"]: {
                "until": row["expires_at"].isoformat(),
                **{name: row[name] for name in ("id", "name", "role", "language")},
            }
            for row in rows
        }
        if found != self._known:
            self._known = found
            try:
                await asyncio.to_thread(write_whole, self._path, orjson.dumps(found))
            except OSError:
                _log.exception("who is signed in could not be kept on disk")
        return True


def _read(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


KNOWN_PEOPLE: Final = Service[KnownPeople]("known people")
