"""The desk's code: lets the desk see the emergency page when nobody's session can be looked up.

A supervisor makes one beforehand, or whoever has the server's prompt when it is too late for that.
Twelve characters without those that are mistaken for each other are sixty bits: nobody guesses
them. On disk stands their argon2id hash and until when they count.
"""

import asyncio
import secrets
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dispatch.access.sign_in import TooManyAttempts
from dispatch.kernel.clock import elapsed
from dispatch.kernel.container import Service
from dispatch.kernel.host.whole_file import write_whole

NAME: Final = "desk-code.json"
LIVES: Final = timedelta(hours=24)
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 12
_MISREAD: Final = str.maketrans("OIL", "011")
_TRIES: Final = 10  # a minute, from one address
_WINDOW_S: Final = 60.0
_ADDRESSES: Final = 1_000
_hasher = PasswordHasher()


class DeskCode:
    """The code of one machine, and the browsers that were let in with it."""

    def __init__(self, folder: Path) -> None:
        """Keep the hash of the code in `folder`."""
        self._path = folder / NAME
        self._let_in: dict[str, datetime] = {}
        self._tries: dict[str, deque[float]] = {}
        self._one = asyncio.Lock()

    async def make(self, now: datetime) -> tuple[str, datetime]:
        """Return a new code, which counts from now on instead of the last, and until when."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        until = now + LIVES
        await asyncio.to_thread(self._write, code, until)
        self._let_in.clear()
        return "-".join(code[place : place + 4] for place in range(0, _LENGTH, 4)), until

    async def enter(self, typed: str, *, address: str, now: datetime) -> str | None:
        """Return a new key for a browser whose user typed the code; None when it is not that.

        Raises `session.too_many_attempts` for an address that tries too often: others are let in.
        """
        self._count(address)
        # Argon2 is slow on purpose: one at a time, so that guessing keeps one processor busy.
        async with self._one:
            until = await asyncio.to_thread(self._until, typed)
        if until is None or until <= now:
            return None
        self._tries.pop(address, None)
        key = secrets.token_urlsafe(32)
        self._let_in = {each: end for each, end in self._let_in.items() if end > now}
        self._let_in[key] = until
        return key

    def is_let_in(self, key: str | None, now: datetime) -> bool:
        """Whether a browser was let in with a code that still counts."""
        until = self._let_in.get(key or "")
        return until is not None and until > now

    def _count(self, address: str) -> None:
        if len(self._tries) >= _ADDRESSES:
            self._tries.clear()
        tries, now = self._tries.setdefault(address, deque(maxlen=_TRIES)), elapsed()
        if len(tries) == _TRIES and now - tries[0] < _WINDOW_S:
            raise TooManyAttempts(
                "session.too_many_attempts", limit=_TRIES, retry_after_s=int(_WINDOW_S)
            )
        tries.append(now)

    def _until(self, typed: str) -> datetime | None:
        """Return until when the code counts that was typed; None when it is another."""
        code = "".join(mark for mark in typed.upper() if mark.isalnum()).translate(_MISREAD)
        try:
            stored = orjson.loads(self._path.read_bytes())
            _hasher.verify(str(stored["hash"]), code.encode("utf-8", "replace"))
            return datetime.fromisoformat(stored["until"])
        except (OSError, ValueError, KeyError, TypeError, Argon2Error, InvalidHashError):
            return None

    def _write(self, code: str, until: datetime) -> None:
        stored = {"hash": _hasher.hash(code), "until": until.isoformat()}
        write_whole(self._path, orjson.dumps(stored))


DESK_CODE: Final = Service[DeskCode]("desk code")
