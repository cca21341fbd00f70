"""Which target is in force for a case at a moment.

Pure; the most specific row wins, then the newest.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.kernel.container import Service
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.sla.models import SlaTarget
from routing.value_object import value_object

_REMEMBERED_AT_MOST = 10_000  # channels come from outside; their number is not ours to bound


@value_object
class Case:
    """What a target may depend on: metric, agency, type, priority, channel."""

    metric: str
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None


@value_object
class Target:
    """A target as the clocks need it."""

    id: UUID
    value_s: float
    warn_share: float
    share: float
    valid_from: datetime
    valid_to: datetime | None
    legal_basis: str


def specificity(row: SlaTarget) -> int:
    """Return how exactly a row names its cases.

    More named things first, then agency over type over priority over channel.
    """
    named = [
        row.agency_id is not None,
        row.type is not None,
        row.priority is not None,
        row.channel is not None,
    ]
    return sum(named) * 16 + sum(8 >> place for place, is_named in enumerate(named) if is_named)


def applies(row: SlaTarget, case: Case) -> bool:
    """Whether a target's row covers `case`, whatever the date."""
    return row.metric == case.metric and all(
        wanted is None or wanted == given
        for wanted, given in (
            (row.agency_id, case.agency_id),
            (row.type, case.type),
            (row.priority, case.priority),
            (row.channel, case.channel),
        )
    )


class Policy:
    """All targets, with the answer for each kind of case remembered.

    One dictionary look-up a clock.
    """

    def __init__(self, rows: Iterable[SlaTarget]) -> None:
        """Order `rows` by precedence."""
        self._rows = sorted(rows, key=lambda row: (specificity(row), row.valid_from), reverse=True)
        self._known: dict[Case, tuple[Target, ...]] = {}

    def target(self, case: Case, at: datetime) -> Target | None:
        """Return the target in force for `case` at `at`, or None."""
        candidates = self._known.get(case)
        if candidates is None:
            candidates = tuple(_target(row) for row in self._rows if applies(row, case))
            if len(self._known) >= _REMEMBERED_AT_MOST:
                self._known.clear()
            self._known[case] = candidates
        return next(
            (
                one
                for one in candidates
                if one.valid_from <= at and (one.valid_to is None or at < one.valid_to)
            ),
            None,
        )


def _target(row: SlaTarget) -> Target:
    return Target(
        id=row.id,
        value_s=row.value_s,
        warn_share=row.warn_share,
        share=row.share,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_basis=row.legal_basis,
    )


class PolicySource:
    """Keeps the policy in memory.

    `refresh` reads the targets again when somebody has changed them.
    """

    def __init__(self) -> None:
        """Begin without targets."""
        self._policy = Policy(())
        self._mark: tuple[Any, ...] | None = None

    def current(self) -> Policy:
        """Return the policy last read."""
        return self._policy

    async def refresh(self, reading: ReadTransaction) -> bool:
        """Read the targets if they changed since the last time, and say whether they did."""
        record = await reading.fetchrow(
            "SELECT count(*), max(recorded_at), max(valid_to), count(valid_to) FROM sla_target"
        )
        mark = None if record is None else tuple(record)
        if mark == self._mark:
            return False
        records = await reading.fetch("SELECT * FROM sla_target")
        self._policy = Policy(SlaTarget.model_validate(dict(record)) for record in records)
        self._mark = mark
        return True


TARGETS: Final = Service[PolicySource]("targets")
