"""The journal of one process: keeps requests on disk and sends them again, in order, each once.

A request that comes twice, because a crash came between storing it and noting that it is done,
brings its own key and is found to be stored already.
"""

import asyncio
import logging
from collections import Counter as Counting
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp

from dispatch.kernel.bounded import within
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import Service, services_of
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.web.http import UNITS
from intake.journal.entry import Entry, decode
from intake.journal.file import JournalFile, JournalFullError, open_files, peek
from intake.journal.paper import PaperNotes
from intake.journal.send_again import send_again
from intake.pipeline.on_paper import carrying

WAITING = Gauge("tanggap_journal_waiting", "Requests to intake that wait in the journal")
KEPT = Counter("tanggap_journal_kept_total", "Requests to intake that were put into the journal")
DRAINED = Counter(
    "tanggap_journal_drained_total", "Requests that were sent again, by their answer", ["status"]
)
FOLDER: Final = "journal"
_EVERY_S = 1.0
_TRIES = 5
# So many go into one commit: one by one a quarter of an hour's calls would wait for minutes.
_TOGETHER = 32
_SEND_S = 30.0
_UPSET_S = 0.5
_log = logging.getLogger(__name__)


class IntakeJournal:
    """What waits, and who sends it again."""

    def __init__(self, folder: Path, *, limit_bytes: int, deadline_s: float) -> None:
        """Keep at most `limit_bytes` a process in `folder`; answer within `deadline_s`."""
        self._folder = folder
        self.paper = PaperNotes(folder)
        self._limit = limit_bytes
        self._calm_s = deadline_s
        self._upset = False
        self._files: list[JournalFile] = []
        self._writing = asyncio.Lock()
        self._draining = asyncio.Lock()
        self._app: ASGIApp | None = None
        self._is_apart: Callable[[Entry], bool] = _goes_on
        self._is_well: Callable[[], bool] = _nobody_knows
        self._whole: FastAPI | None = None
        self._clock: Clock | None = None
        self._tries: Counting[str] = Counting()

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(file.waiting for file in self._files)

    @property
    def since(self) -> datetime | None:
        """When the first of those that wait came; None when none waits."""
        for file in self._oldest_first():
            data = file.first()
            if data is not None:
                return decode(data).arrived_at
        return None

    def entries(self) -> list[Entry]:
        """Return what waits on this machine, in any process, in the order in which it came.

        It reads the disk: call it in a thread.
        """
        found = [decode(payload) for payload in peek(self._folder)]
        return sorted(found, key=lambda entry: entry.arrived_at)

    @property
    def is_open(self) -> bool:
        """Whether requests can be kept."""
        return bool(self._files)

    @property
    def deadline_s(self) -> float:
        """How long a request may take before it is kept: not long again once one has failed.

        Where the pulse says that storage is well, one that took long was only slow: were the next
        ones kept sooner, a loaded server would store each twice over and never be done.
        """
        return min(_UPSET_S, self._calm_s) if self._upset and not self._is_well() else self._calm_s

    def now(self) -> datetime:
        """Return the time."""
        if self._clock is None:
            raise JournalFullError("the journal is closed")
        return self._clock.now()

    def serve(self, app: ASGIApp, is_apart: Callable[[Entry], bool]) -> None:
        """Send again to `app`, the application below the one who keeps.

        `is_apart` says what depends on nothing that came before it.
        """
        self._app = app
        self._is_apart = is_apart

    def went_well(self) -> None:
        """Note that intake answers."""
        self._upset = False

    async def keep(self, entry: Entry) -> None:
        """Put a request on the disk.

        Raises `JournalFullError` or OSError when it cannot be kept.
        """
        self._upset = True
        if not self._files:
            raise JournalFullError("the journal is closed")
        async with self._writing:
            await asyncio.to_thread(self._files[0].append, entry.encode())
        KEPT.inc()
        WAITING.set(self.waiting)

    @asynccontextmanager
    async def running(
        self, guardian: Guardian, clock: Clock, whole: FastAPI
    ) -> AsyncIterator[None]:
        """Keep and drain into the application `whole` for as long as the block lasts."""
        self._whole = whole
        breaker = services_of(whole).of(UNITS).pool.breaker
        self._is_well = lambda: breaker.standing is Standing.WELL and breaker.held is None
        async with self.open(clock):
            kept = guardian.keep("intake-journal", self._drain)
            try:
                yield
            finally:
                await guardian.stop(kept)

    @asynccontextmanager
    async def open(self, clock: Clock) -> AsyncIterator[None]:
        """Keep for as long as the block lasts; somebody else drains."""
        self._clock = clock
        self._files = await asyncio.to_thread(open_files, self._folder, self._limit)
        if not self._files:
            _log.critical("no journal in %s: nothing can be kept there", self._folder)
        if self.waiting:
            _log.warning("%d requests of before wait in the journal", self.waiting)
        WAITING.set(self.waiting)
        try:
            yield
        finally:
            for file in self._files:
                file.close()
            self._files = []

    def _oldest_first(self) -> list[JournalFile]:
        """Return the files, those of earlier processes before our own."""
        return [*self._files[1:], *self._files[:1]]

    async def _drain(self) -> None:
        while True:
            await self.drain()
            await asyncio.sleep(_EVERY_S)

    async def drain(self) -> int:
        """Send again what waits, until something is refused for now; return how many were done.

        Two who drain at once would both send the first, and both strike one off: the second of
        those was never sent.
        """
        async with self._draining:
            return await self._drain_all()

    async def _drain_all(self) -> int:
        done = 0
        for file in self._oldest_first():
            while head := await asyncio.to_thread(file.head, _TOGETHER):
                batch = self._together([decode(payload) for payload in head])
                # In their order, as far as they are done with; the rest is sent again, and found
                # to be stored already.
                ended = await asyncio.gather(*(self._send(entry) for entry in batch))
                count = (*ended, False).index(False)
                async with self._writing:
                    await asyncio.to_thread(file.finish, count)
                done += count
                WAITING.set(self.waiting)
                if count < len(batch):
                    return done
        return done

    def _together(self, entries: list[Entry]) -> list[Entry]:
        """Return those at the beginning that may be sent at once.

        Each of them says all by itself. What goes on from what came before goes alone.
        """
        count = next(
            (place for place, entry in enumerate(entries) if not self._is_apart(entry)),
            len(entries),
        )
        return entries[: max(count, 1)]

    async def _send(self, entry: Entry) -> bool:
        """Send one again; return whether it is done with."""
        status = await self._answer(entry)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.went_well()
        elif status == HTTPStatus.SERVICE_UNAVAILABLE:
            return False
        else:
            # A fault of ours must not stop the calls behind it for ever.
            self._tries[entry.ticket] += 1
            if self._tries[entry.ticket] < _TRIES:
                return False
            await asyncio.to_thread(self._put_aside, entry)
        self._tries.pop(entry.ticket, None)
        DRAINED.labels(status).inc()
        if status >= HTTPStatus.BAD_REQUEST:
            _log.error("%s from the journal was answered %d", entry.ticket, status)
        return True

    async def _answer(self, entry: Entry) -> int:
        if self._app is None:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            return await self._send_with_notes(self._app, entry)
        except TimeoutError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:  # noqa: BLE001 - the next call must be drained whatever this one is
            _log.exception("%s from the journal hit a fault", entry.ticket)
            return HTTPStatus.INTERNAL_SERVER_ERROR

    async def _send_with_notes(self, app: ASGIApp, entry: Entry) -> int:
        notes = (await asyncio.to_thread(self.paper.standing)).get(entry.ticket, ())
        with carrying(notes) as carried:
            status = await within(_SEND_S, send_again(app, entry, self._whole))
        if carried.is_taken and notes:
            await asyncio.to_thread(self.paper.carried, entry.ticket)
        return status

    def _put_aside(self, entry: Entry) -> None:
        path = self._folder / f"{entry.ticket}.aside"
        path.write_bytes(entry.encode())
        path.chmod(0o600)
        _log.critical(
            "%s could not be stored after %d tries; kept in %s", entry.ticket, _TRIES, path
        )


def _goes_on(_: Entry) -> bool:
    return False


def _nobody_knows() -> bool:
    return False


JOURNAL: Final = Service[IntakeJournal]("intake-journal")
