"""A unit of work whose rows live in memory: verbs and what follows from them, without a database.

Statements of our own are answered by what a test says (`Answers`); one that nobody answers is a
fault of the test, not an empty table.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

from asyncpg import Record

from dispatch.incidents.models import Incident
from dispatch.kernel.store.database import Connection
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.migrations import load_tables
from dispatch.kernel.store.rows import R
from dispatch.kernel.store.unit_of_work import NONE, Reactions, UnitOfWork
from dispatch.tasks.lifecycle import TaskState, stamp_of
from dispatch.tasks.models import Task
from tests.support.city import SHIPPED

load_tables(("dispatch", "intake", "agencies"))
START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
E = TypeVar("E", bound=Event)
# A part of a statement that no other has -> its rows for the given values.
Answers: TypeAlias = Mapping[str, Callable[..., list[dict[str, Any]]]]


def after(seconds: float) -> datetime:
    """Return the time `seconds` after the beginning."""
    return START + timedelta(seconds=seconds)


class Ledger(UnitOfWork):
    """Rows and facts of one transaction; `at` is how many seconds after the beginning it is."""

    def __init__(
        self,
        *,
        at: float = 0,
        actor: str = "person:dispatcher",
        reactions: Reactions = NONE,
        answers: Answers | None = None,
    ) -> None:
        """Begin with no row and no fact."""
        nowhere = cast("Connection", None)
        super().__init__(nowhere, now=after(at), actor=actor, reactions=reactions, city=SHIPPED)
        self._answers: Answers = answers or {}
        self.done: list[tuple[str, tuple[Any, ...]]] = []

    def be_at(self, seconds: float) -> None:
        """Let it be later."""
        self.now = after(seconds)

    async def look(self, model: type[R], *key: Any) -> R | None:
        """Return the row with this key, or None."""
        return cast("R | None", self._known.get((model, key)))

    async def find(self, model: type[R], *key: Any) -> R | None:
        """Return what the row with this key is now, as another reader gets it."""
        row = await self.look(model, *key)
        return None if row is None else row.model_copy()

    async def fetch(self, query: str, *values: Any) -> list[Record]:
        """Return the rows that the test gives for the statement."""
        found = [answer for part, answer in self._answers.items() if part in query]
        assert len(found) == 1, f"{len(found)} answers to {query}"
        return cast("list[Record]", found[0](*values))

    async def fetchrow(self, query: str, *values: Any) -> Record | None:
        """Return the first row."""
        return next(iter(await self.fetch(query, *values)), None)

    async def fetchval(self, query: str, *values: Any) -> Any:
        """Return the first value of the first row."""
        row = await self.fetchrow(query, *values)
        return None if row is None else next(iter(cast("dict[str, Any]", row).values()))

    async def execute(self, query: str, *values: Any) -> str:
        """Keep the statement and its values, for a test to look at."""
        self.done.append((query, values))
        return "UPDATE 1"

    async def flush(self) -> None:
        """Write nothing: there is nowhere to write to."""

    def rows(self, model: type[R]) -> list[R]:
        """Return every row of a kind, in the order in which they came."""
        return [cast("R", row) for (kind, _), row in self._known.items() if kind is model]

    def facts(self) -> list[str]:
        """Return the types of the facts so far."""
        return [entry.event.type for entry in self._entries]

    def last(self, kind: type[E]) -> E:
        """Return the newest fact of a kind."""
        return [entry.event for entry in self._entries if isinstance(entry.event, kind)][-1]


def put_incident(work: Ledger, **values: Any) -> Incident:
    """Put an incident of a fire into the ledger, open since the beginning."""
    given: dict[str, Any] = {
        "id": work.new_id(),
        "number": "MJK-26-000007",
        "state": "dispatched",
        "type": "fire",
        "priority": 1,
        "reached_at": START,
        "answered_at": START,
        "opened_at": START,
        "recorded_at": START,
    }
    incident = Incident(**(given | values))
    work.add(incident)
    return incident


def put_task(work: Ledger, state: TaskState = TaskState.ASSIGNED, **values: Any) -> Task:
    """Put an order of `state` to the fire brigade into the ledger, given at the beginning."""
    incident_id: UUID = values.pop("incident_id", None) or put_incident(work).id
    given: dict[str, Any] = {
        "id": work.new_id(),
        "incident_id": incident_id,
        "agency_id": "damkar",
        "service": "fire",
        "state": state,
        "assigned_at": START,
        "assigned_by": "person:dispatcher",
        "recorded_at": START,
        stamp_of(state): START,
    }
    task = Task(**(given | values))
    work.add(task)
    return task
