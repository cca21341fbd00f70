"""Who keeps: a request that cannot be answered is on the disk before its sender hears 202."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import TooLarge
from dispatch.kernel.web.arrival import ARRIVAL, Arrival
from dispatch.kernel.web.body_limit import BodyLimit
from intake.journal.journal import IntakeJournal
from intake.journal.keep import Journalled, KeepInJournal

NOW = datetime.fromisoformat("2026-02-03T01:02:03+00:00")
PATH = "/api/v1/reports"
TAKEN = [Journalled(frozenset({"POST"}), re.compile(f"^{PATH}$"))]
ROOMY = 1_000_000


@dataclass(slots=True)
class Intake:
    """An application that does what it is told, and remembers what it was sent."""

    does: str = "stores"
    seen: list[tuple[str, Arrival | None, bytes, dict[str, str]]] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.seen.append((self.does, scope.get(ARRIVAL), body, headers))
        if self.does == "hangs":
            await self.hanging.wait()
        if self.does == "breaks":
            raise RuntimeError("a fault of ours")
        status = {"stores": 201, "refuses": 422, "is away": 503, "faults": 500}.get(self.does, 201)
        await send({"type": "http.response.start", "status": status, "headers": []})
        if self.does == "breaks off":
            raise RuntimeError("in the middle of an answer")
        await send({"type": "http.response.body", "body": self.does.encode()})


@asynccontextmanager
async def room(
    folder: Path,
    intake: ASGIApp,
    *,
    limit: int = ROOMY,
    deadline_s: float = 30.0,
    taken: Sequence[Journalled] = TAKEN,
) -> AsyncIterator[tuple[httpx.AsyncClient, IntakeJournal]]:
    journal = IntakeJournal(folder, limit_bytes=limit, deadline_s=deadline_s)
    app = KeepInJournal(intake, journal, taken)
    async with (
        journal.open(ManualClock(NOW)),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://112.test") as client,
    ):
        yield client, journal


@pytest.mark.parametrize("does", ["stores", "refuses"])
async def test_an_answer_passes_as_it_is(tmp_path: Path, does: str) -> None:
    async with room(tmp_path, Intake(does)) as (client, journal):
        answer = await client.post(PATH, content=b"api")
    assert (answer.text, journal.waiting) == (does, 0)


@pytest.mark.parametrize("does", ["is away", "faults", "breaks", "hangs"])
async def test_what_cannot_be_answered_is_kept_and_stored_later_as_it_came(
    tmp_path: Path, does: str
) -> None:
    intake = Intake(does)
    deadline_s = 0.05 if does == "hangs" else 30.0
    async with room(tmp_path, intake, deadline_s=deadline_s) as (client, journal):
        body = b"kebakaran di Pasar Tanjung"
        answer = await client.post(PATH, content=body, headers={"authorization": "Bearer abc"})
        assert answer.status_code == 202
        kept = answer.json()
        assert (kept["state"], kept["arrived_at"]) == ("journalled", NOW.isoformat())
        assert (journal.waiting, journal.since) == (1, NOW)
        intake.does = "stores"
        assert await journal.drain() == 1
        assert (journal.waiting, journal.since) == (0, None)
    first, again = intake.seen
    assert again[1:] == first[1:], "the same moment, key, body and headers"
    assert again[1] == Arrival(at=NOW, key=kept["ticket"])
    assert (again[2], again[3]["authorization"]) == (body, "Bearer abc")


async def test_where_storage_is_well_a_slow_answer_makes_the_next_wait_no_shorter(
    tmp_path: Path,
) -> None:
    async with room(tmp_path, Intake("is away")) as (client, journal):
        calm = journal.deadline_s
        await client.post(PATH, content=b"x")
        assert journal.deadline_s < calm
        journal._is_well = lambda: True
        assert journal.deadline_s == calm


async def test_what_was_kept_survives_the_process(tmp_path: Path) -> None:
    async with room(tmp_path, Intake("is away")) as (client, _):
        for number in range(3):
            await client.post(PATH, content=b"%d" % number)
    later = Intake()
    async with room(tmp_path, later) as (_, journal):
        assert (journal.waiting, journal.since) == (3, NOW)
        assert await journal.drain() == 3
    assert [body for _, _, body, _ in later.seen] == [b"0", b"1", b"2"]


async def test_draining_stops_at_the_first_that_must_wait_and_keeps_the_order(
    tmp_path: Path,
) -> None:
    intake = Intake("is away")
    async with room(tmp_path, intake) as (client, journal):
        for number in range(3):
            await client.post(PATH, content=b"%d" % number)
        intake.seen.clear()
        assert await journal.drain() == 0
        assert [body for _, _, body, _ in intake.seen] == [b"0"]
        intake.does = "stores"
        assert await journal.drain() == 3
    assert [body for _, _, body, _ in intake.seen] == [b"0", b"0", b"1", b"2"]


@dataclass(slots=True)
class Together:
    """An intake that answers nobody before so many ask at once."""

    expected: int
    status: dict[bytes, int] = field(default_factory=dict)
    asking: set[bytes] = field(default_factory=set)
    met: asyncio.Event = field(default_factory=asyncio.Event)
    answered: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        self.asking.add(body)
        if len(self.asking) >= self.expected:
            self.met.set()
        await self.met.wait()
        self.answered.append(body)
        status = self.status.get(body, 201)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


APART = [Journalled(frozenset({"POST"}), re.compile(f"^{PATH}$"), apart=True)]


async def kept(folder: Path, count: int) -> list[bytes]:
    """Leave so many requests in the journal of `folder`."""
    bodies = [b"%d" % number for number in range(count)]
    async with room(folder, Intake("is away")) as (client, _):
        for body in bodies:
            await client.post(PATH, content=body)
    return bodies


async def test_what_says_all_by_itself_is_sent_again_many_at_once(tmp_path: Path) -> None:
    bodies = await kept(tmp_path, 20)
    together = Together(expected=20)
    async with room(tmp_path, together, taken=APART) as (_, journal):
        assert await journal.drain() == 20
        assert journal.waiting == 0
    assert sorted(together.answered) == sorted(bodies)


async def test_of_many_at_once_those_before_the_first_that_must_wait_are_done(
    tmp_path: Path,
) -> None:
    bodies = await kept(tmp_path, 5)
    together = Together(expected=5, status={b"2": 503})
    async with room(tmp_path, together, taken=APART) as (_, journal):
        assert await journal.drain() == 2
        assert journal.waiting == 3
        together.status.clear()
        assert await journal.drain() == 3
    assert sorted(together.answered[:5]) == bodies
    assert sorted(together.answered[5:]) == [b"2", b"3", b"4"]


async def test_two_who_drain_at_once_send_each_once(tmp_path: Path) -> None:
    intake = Intake("is away")
    async with room(tmp_path, intake) as (client, journal):
        for number in range(3):
            await client.post(PATH, content=b"%d" % number)
        intake.does = "stores"
        intake.seen.clear()
        assert sorted(await asyncio.gather(journal.drain(), journal.drain())) == [0, 3]
    assert [body for _, _, body, _ in intake.seen] == [b"0", b"1", b"2"]


async def test_a_request_that_hits_a_fault_again_and_again_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    intake = Intake("breaks")
    async with room(tmp_path, intake) as (client, journal):
        ticket = (await client.post(PATH, content=b"racun")).json()["ticket"]
        for _ in range(4):
            assert await journal.drain() == 0
        assert await journal.drain() == 1
        assert journal.waiting == 0
    assert b"racun" in (tmp_path / f"{ticket}.aside").read_bytes()


async def test_one_that_is_refused_when_it_is_sent_again_is_done_with(tmp_path: Path) -> None:
    intake = Intake("is away")
    async with room(tmp_path, intake) as (client, journal):
        await client.post(PATH, content=b"tanpa hak")
        intake.does = "refuses"
        assert await journal.drain() == 1


async def test_a_full_journal_says_so_as_intake_itself_would(tmp_path: Path) -> None:
    async with room(tmp_path, Intake("is away"), limit=10) as (client, journal):
        answer = await client.post(PATH, content=b"x" * 100)
    assert (answer.status_code, answer.text, journal.waiting) == (503, "is away", 0)


async def test_a_full_journal_answers_what_hangs_with_a_problem(tmp_path: Path) -> None:
    async with room(tmp_path, Intake("hangs"), limit=10, deadline_s=0.05) as (client, _):
        answer = await client.post(PATH, content=b"x" * 100)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/tasks"), ("GET", PATH)])
async def test_what_is_no_report_is_answered_as_ever(
    tmp_path: Path, method: str, path: str
) -> None:
    async with room(tmp_path, Intake("is away")) as (client, journal):
        answer = await client.request(method, path, content=b"x")
    assert (answer.status_code, journal.waiting) == (503, 0)


async def test_a_browser_hears_at_once_that_it_must_keep_the_words_itself(tmp_path: Path) -> None:
    async with room(tmp_path, Intake("is away")) as (client, journal):
        answer = await client.post(PATH, content=b"x", headers={"cookie": "tanggap_session=a"})
    assert (answer.status_code, journal.waiting) == (503, 0)


async def test_an_answer_that_has_begun_is_not_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path, Intake("breaks off")) as (client, journal):
        with pytest.raises(RuntimeError, match="in the middle"):
            await client.post(PATH, content=b"x")
    assert journal.waiting == 0


def slowly(*parts: bytes) -> Callable[[], Any]:
    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            await asyncio.sleep(0.1)
            yield part

    return body


async def test_a_slow_sender_is_waited_for_and_the_deadline_begins_with_its_last_byte(
    tmp_path: Path,
) -> None:
    async with room(tmp_path, Intake(), deadline_s=0.05) as (client, journal):
        answer = await client.post(PATH, content=slowly(b"satu ", b"dua ", b"tiga")())
    assert (answer.status_code, journal.waiting) == (201, 0)


async def test_who_hangs_before_reading_the_body_is_not_waited_for(tmp_path: Path) -> None:
    hanging = asyncio.Event()

    async def stuck(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await hanging.wait()

    async with room(tmp_path, stuck, deadline_s=0.05) as (client, journal):
        answer = await client.post(PATH, content=b"tolong")
        assert (answer.status_code, journal.waiting) == (202, 1)
        hanging.set()


async def test_a_body_that_is_refused_as_too_long_is_refused_by_the_endpoint(
    tmp_path: Path,
) -> None:
    intake = Intake()
    journal = IntakeJournal(tmp_path, limit_bytes=ROOMY, deadline_s=30.0)
    app = BodyLimit(KeepInJournal(intake, journal, TAKEN), limit=10, wider={})
    async with (
        journal.open(ManualClock(NOW)),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://112.test") as client,
    ):
        with pytest.raises(TooLarge):
            await client.post(PATH, content=slowly(b"x" * 8, b"y" * 8)())
    assert (intake.seen, journal.waiting) == ([], 0)


async def test_once_intake_has_failed_nobody_waits_long_until_it_answers_again(
    tmp_path: Path,
) -> None:
    intake = Intake("is away")
    async with room(tmp_path, intake) as (client, journal):
        calm = journal.deadline_s
        await client.post(PATH, content=b"satu")
        upset = journal.deadline_s
        intake.does = "stores"
        await journal.drain()
        assert (calm, upset, journal.deadline_s) == (30.0, 0.5, 30.0)
