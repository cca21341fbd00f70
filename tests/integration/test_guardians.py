"""Every background task is killed in turn: its waiters hear of it, and service returns."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dispatch.access.subject import Role
from dispatch.board import socket
from dispatch.board.feed import Feed
from dispatch.kernel.guardian import Guarded, Guardian, Patience
from dispatch.kernel.store.unit_of_work import UnitOfWork
from tests.support import deeds
from tests.support.centre import Centre, open_centre
from tests.support.console import Console, watch

KINDS = ("board-feed", "cached-", "engine-", "group-commit-", "intake-journal", "pulse", "wake-")
URL = "http://112.test"


class Slow(Patience):
    """Leaves a dead task down long enough to be seen."""

    def pause_s(self, deaths: int) -> float:
        return 0.3


@pytest.fixture
async def busy(city_url: str, redis_url: str) -> AsyncIterator[tuple[Centre, Guardian]]:
    guardian = Guardian(patience=Slow())
    async with open_centre(city_url, redis_url=redis_url, engine=True, guardian=guardian) as centre:
        yield centre, guardian


async def back(kept: Guarded) -> None:
    async with asyncio.timeout(20):
        while not kept.is_up:  # noqa: ASYNC110 - the guardian tells nobody
            await asyncio.sleep(0.02)


async def kill(kept: Guarded) -> None:
    kept.task.cancel()
    async with asyncio.timeout(20):
        while kept.is_up:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)


def is_ours(task: asyncio.Task[Any]) -> bool:
    """Whether the task runs code of ours; a driver waits for its connections in tasks too."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and "/site-packages/" not in code.co_filename


async def test_every_background_task_has_a_guardian(city_url: str, redis_url: str) -> None:
    before, guardian = asyncio.all_tasks(), Guardian()
    async with open_centre(city_url, redis_url=redis_url, engine=True, guardian=guardian):
        begun = asyncio.all_tasks() - before
        names = sorted(task.get_name() for task in begun if is_ours(task))
    assert names == sorted(set(names)), "a name means one task"
    assert {kind for kind in KINDS if any(name.startswith(kind) for name in names)} == set(KINDS)
    assert guardian.names == [], "nothing is expected to run any more"
    assert [name for name in names if not name.startswith(KINDS)] == []


async def test_a_process_that_was_told_to_end_takes_no_new_work_but_ends_what_it_has(
    busy: tuple[Centre, Guardian],
) -> None:
    centre, guardian = busy
    guardian.leaving = True
    told = await centre.client.get(f"{URL}/readyz")
    assert (told.status_code, told.json()["why"], told.headers["retry-after"]) == (
        *(503, "draining", "1"),
    )
    await deeds.report(centre)


async def test_what_is_down_is_named_and_everything_works_again_afterwards(
    busy: tuple[Centre, Guardian],
) -> None:
    centre, guardian = busy
    for name in guardian.names:
        kept = guardian.find(name)
        await kill(kept)
        down = await centre.client.get(f"{URL}/readyz")
        assert (down.status_code, down.headers["retry-after"]) == (503, "1")
        assert down.json()["dead"] == {name: "cancelled by nobody we know"}
        await back(kept)
        ready = await centre.client.get(f"{URL}/readyz")
        assert ready.json()["tasks"] == guardian.names
        async with watch(centre, Role.DISPATCHER) as console:
            stored = await deeds.report(centre)
            await console.sync()
            assert stored["id"] in console.picture.sections["reports"]


async def test_reports_that_wait_for_a_dead_writer_are_kept_at_once_and_stored_when_it_is_back(
    busy: tuple[Centre, Guardian], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, guardian = busy
    gate, settle = asyncio.Event(), UnitOfWork.settle

    async def stuck(uow: UnitOfWork) -> None:
        await gate.wait()
        await settle(uow)

    monkeypatch.setattr(UnitOfWork, "settle", stuck)
    body = {"channel": "112", "external_id": "a", "text": "Rumah terbakar"}
    writer = guardian.find("group-commit-reports")
    async with asyncio.timeout(20):
        waiting = [
            asyncio.create_task(
                centre.ask(
                    "POST", "/reports", who=Role.CALL_TAKER, json=body | {"external_id": str(one)}
                )
            )
            for one in range(5)
        ]
        await asyncio.sleep(0.2)
        await kill(writer)
        answers = await asyncio.gather(*waiting)
    assert [answer.status_code for answer in answers] == [202] * 5
    gate.set()
    await back(writer)
    again = await centre.ask("POST", "/reports", who=Role.CALL_TAKER, json=body)
    assert again.status_code == 201
    async with asyncio.timeout(20):
        while await centre.value("SELECT count(*) FROM report") < len(answers):  # noqa: ASYNC110 - the journal tells nobody
            await asyncio.sleep(0.1)


async def test_a_console_that_waits_for_a_dead_feed_is_sent_away_and_served_when_it_returns(
    busy: tuple[Centre, Guardian], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, guardian = busy
    with monkeypatch.context() as patched:
        patched.setattr(Feed, "step", lambda _feed: asyncio.Event().wait())
        await kill(guardian.find("board-feed"))
        await back(guardian.find("board-feed"))
        console = Console(centre, Role.DISPATCHER)
        await console.open()
        console.say({"type": "subscribe", "id": 1})
        await console.hear_until("hello")
        await asyncio.sleep(0.2)
        await kill(guardian.find("board-feed"))
        assert await asyncio.wait_for(console.closed, 20) == socket.CLOSE_TRY_AGAIN
        await console.leave()
    await back(guardian.find("board-feed"))
    async with watch(centre, Role.DISPATCHER) as served:
        assert served.picture.seq is not None
