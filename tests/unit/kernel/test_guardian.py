import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from dispatch.kernel.guardian import DEATHS, UP, Guardian, Patience

QUICK = Patience(first_s=0.001, longest_s=0.004, well_after_s=60, vital_deaths=3)


class Work:
    """A background task that a test lets die."""

    def __init__(self) -> None:
        self.runs = 0
        self.errors: list[Exception | None] = []

    async def run(self) -> None:
        self.runs += 1
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error
            return
        await asyncio.Event().wait()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.001)


@pytest.fixture
async def guardian() -> AsyncIterator[Guardian]:
    made = Guardian(patience=QUICK)
    yield made
    await made.stop(*[made.find(name) for name in made.names])


async def test_a_task_that_raises_ends_or_is_cancelled_is_started_again(
    guardian: Guardian, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()
    work.errors = [ValueError("broken"), None]
    before = DEATHS.labels("work")._value.get()
    with caplog.at_level(logging.CRITICAL):
        kept = guardian.keep("work", work.run)
        await until(lambda: work.runs == 3 and kept.is_up)
        kept.task.cancel()
        await until(lambda: work.runs == 4 and kept.is_up)
    assert DEATHS.labels("work")._value.get() - before == 3
    assert "ValueError: broken" in caplog.text
    assert "ended by itself" in caplog.text
    assert "cancelled" in caplog.text


async def test_while_it_is_down_its_cause_is_known_and_its_waiters_are_refused() -> None:
    guardian, work, refused = Guardian(patience=Patience(first_s=60)), Work(), list[str]()
    work.errors = [OSError("one"), OSError("two")]
    kept = guardian.keep("work", work.run, on_death=lambda: refused.append("all"))
    await until(lambda: len(refused) == 2)
    assert guardian.dead == {"work": "OSError: two"}
    assert not kept.is_up
    assert UP.labels("work")._value.get() == 0
    await guardian.stop(kept)
    assert guardian.dead == {}
    assert guardian.names == []


async def test_pauses_double_up_to_the_longest() -> None:
    patience = Patience(first_s=0.1, longest_s=1.0)
    assert [patience.pause_s(deaths) for deaths in range(1, 8)] == [
        0.0, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0,
    ]  # fmt: skip


async def test_a_task_that_ran_well_is_forgiven() -> None:
    work, ended = Work(), list[str]()
    guardian = Guardian(
        end_process=lambda: ended.append("ended"),
        patience=Patience(first_s=0.001, well_after_s=0.0, vital_deaths=3),
    )
    work.errors = [OSError(str(number)) for number in range(10)]
    kept = guardian.keep("work", work.run, vital=True)
    await until(lambda: work.runs == 11)
    assert ended == []
    assert guardian.lost is None
    await guardian.stop(kept)


async def test_a_vital_task_that_keeps_dying_ends_the_process() -> None:
    work, ended = Work(), list[str]()
    guardian = Guardian(end_process=lambda: ended.append("ended"), patience=QUICK)
    work.errors = [OSError(str(number)) for number in range(10)]
    kept = guardian.keep("work", work.run, vital=True)
    await until(lambda: bool(ended))
    await asyncio.sleep(0.02)
    assert (work.runs, ended, guardian.lost) == (3, ["ended"], "work")
    assert guardian.dead == {"work": "OSError: 2"}
    await guardian.stop(kept)


async def test_a_waiter_that_cannot_be_refused_does_not_keep_the_task_down(
    guardian: Guardian,
) -> None:
    work = Work()
    work.errors = [ValueError("broken")]

    def refuse() -> None:
        raise RuntimeError("no waiter")

    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    kept = guardian.keep("work", work.run, on_death=refuse)
    await until(lambda: work.runs == 2 and kept.is_up)


async def test_an_unknown_task_is_not_found(guardian: Guardian) -> None:
    with pytest.raises(LookupError, match="nothing"):
        guardian.find("nothing")
