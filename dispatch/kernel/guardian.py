"""The guardian: background tasks may die, and must not stay dead unseen.

A task that ends in any way but by `stop` is a death: whoever waits for it is refused at once
(`on_death`), the log and a figure say why, and it is started again, at first immediately, then
after pauses that double. While it is down `/readyz` names it. A vital task that keeps dying is
given up: the process ends, because whoever started it can start a whole one.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from prometheus_client import Counter, Gauge

from dispatch.kernel.container import Service
from routing.value_object import value_object

DEATHS = Counter("tanggap_background_deaths_total", "Deaths of a background task", ["task"])
UP = Gauge("tanggap_background_up", "1 while a background task runs, 0 while it is down", ["task"])
_log = logging.getLogger(__name__)


@value_object
class Patience:
    """How often a task that keeps dying is started again, and after which back-off."""

    first_s: float = 0.1  # pause before the second restart in a row; the first comes at once
    longest_s: float = 10.0
    well_after_s: float = 30.0  # a task that ran so long has recovered: its deaths are forgotten
    vital_deaths: int = 6  # in a row, about three seconds: then a vital task is given up

    def pause_s(self, deaths: int) -> float:
        """Return the back-off in seconds after this many deaths in a row."""
        return 0.0 if deaths <= 1 else min(self.first_s * 2.0 ** (deaths - 2), self.longest_s)


class Guarded:
    """One background task with the guardian's care; `Guardian.keep` makes it."""

    def __init__(
        self,
        name: str,
        run: Callable[[], Coroutine[Any, Any, None]],
        *,
        patience: Patience,
        on_death: Callable[[], None],
        give_up: Callable[[], None] | None,
    ) -> None:
        """Care for `run`, which ends only when it is cancelled; `give_up` when it is vital."""
        self.name = name
        self.why: str | None = None  # the cause of death while it is down
        self._run = run
        self._patience = patience
        self._on_death = on_death
        self._give_up = give_up
        self._deaths = 0
        self._began = 0.0
        self._stopping = False
        self._restart: asyncio.Handle | None = None
        self.task = self._begin()

    @property
    def is_up(self) -> bool:
        """Whether the task runs."""
        return self.why is None and not self._stopping

    async def stop(self) -> None:
        """Stop the task for good and wait until it has ended."""
        self._stopping = True
        if self._restart is not None:
            self._restart.cancel()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def _begin(self) -> asyncio.Task[None]:
        loop = asyncio.get_running_loop()
        self._began, self.why = loop.time(), None
        self.task = loop.create_task(self._run(), name=self.name)
        self.task.add_done_callback(self._ended)
        UP.labels(self.name).set(1)
        return self.task

    def _ended(self, task: asyncio.Task[None]) -> None:
        UP.labels(self.name).set(0)
        if self._stopping:
            return
        loop = asyncio.get_running_loop()
        error = None if task.cancelled() else task.exception()
        self.why = _cause(task, error)
        recovered = loop.time() - self._began >= self._patience.well_after_s
        self._deaths = 1 if recovered else self._deaths + 1
        DEATHS.labels(self.name).inc()
        pause = self._patience.pause_s(self._deaths)
        _log.critical(
            "background task %s died (%s): its waiters are refused, it starts again in %.1f s",
            self.name,
            self.why,
            pause,
            exc_info=error,
        )
        try:
            self._on_death()
        finally:
            if self._give_up is not None and self._deaths >= self._patience.vital_deaths:
                self._give_up()
            else:
                self._restart = loop.call_later(pause, self._begin)


def _cause(task: asyncio.Task[None], error: BaseException | None) -> str:
    if task.cancelled():
        return "cancelled by nobody we know"
    return "ended by itself" if error is None else f"{type(error).__name__}: {error}"


def _nobody_waits() -> None:
    """Refuse nobody: some tasks have no waiters."""


class Guardian:
    """Keeps the background tasks of one process."""

    def __init__(
        self,
        *,
        end_process: Callable[[], None] = _nobody_waits,
        patience: Patience | None = None,
    ) -> None:
        """Call `end_process` once a vital task cannot be kept."""
        self.lost: str | None = None  # the vital task that was given up
        self.leaving = False  # the process ends soon: no new work should be sent to it
        self._end_process = end_process
        self._patience = patience or Patience()
        self._kept: list[Guarded] = []

    def keep(
        self,
        name: str,
        run: Callable[[], Coroutine[Any, Any, None]],
        *,
        on_death: Callable[[], None] = _nobody_waits,
        vital: bool = False,
    ) -> Guarded:
        """Start `run` and keep it running until `stop`; call inside the running loop."""

        def give_up() -> None:
            _log.critical("background task %s cannot be kept: the process ends", name)
            self.lost = name
            self._end_process()

        guarded = Guarded(
            name,
            run,
            patience=self._patience,
            on_death=on_death,
            give_up=give_up if vital else None,
        )
        self._kept.append(guarded)
        return guarded

    async def stop(self, *guarded: Guarded) -> None:
        """Stop these tasks for good; they are no longer expected to run."""
        for one in guarded:
            self._kept.remove(one)
        await asyncio.gather(*(one.stop() for one in guarded))

    def find(self, name: str) -> Guarded:
        """Return a kept task by name; `LookupError` when there is none."""
        for guarded in self._kept:
            if guarded.name == name:
                return guarded
        raise LookupError(f"no background task {name}")

    @property
    def names(self) -> list[str]:
        """Every task that is expected to run."""
        return sorted(guarded.name for guarded in self._kept)

    @property
    def dead(self) -> dict[str, str]:
        """Each task that is down now, with the cause of its death."""
        return {guarded.name: guarded.why for guarded in self._kept if guarded.why is not None}


GUARDIAN: Final = Service[Guardian]("guardian")
