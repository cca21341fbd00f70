"""Engine module: erase personal data whose time is over, in small batches that the log counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from dispatch.kernel.store.unit_of_work import Units
from dispatch.retention.erasure import Erasure
from dispatch.retention.events import DataErased
from dispatch.retention.models import RetentionRule
from dispatch.retention.rules import in_force, list_rules

ACTOR: Final = "system:retention"
BATCH: Final = 500
_LOOK_EVERY: Final = timedelta(hours=1)


class Erase:
    """The engine module that erases what the rules in force say.

    Figures and the log are not touched: they hold no personal data.
    """

    name = "retention"
    every_s = 30.0
    time_limit_s = 60.0
    woken = False

    def __init__(self, erasures: Sequence[Erasure], *, batch: int = BATCH) -> None:
        """Run `erasures`, each for at most `batch` rows a time."""
        self._erasures = tuple(erasures)
        self._batch = batch
        # Only spares the tables: a restart looks again, and finds what is due.
        self._look_at: datetime | None = None

    async def run_once(self, units: Units, now: datetime) -> int:
        """Erase one batch of each kind; return how many rows.

        A backlog so goes on at once, and an empty table rests for an hour.
        """
        if self._look_at is not None and now < self._look_at:
            return 0
        async with units.reading() as reading:
            rules = in_force(await list_rules(reading), now)
        rows = 0
        for erasure in self._erasures:
            rule = rules.get(erasure.category)
            if rule is not None and rule.keep_days is not None:
                rows += await self._erase(
                    units, erasure, rule, now - timedelta(days=rule.keep_days)
                )
        self._look_at = None if rows else now + _LOOK_EVERY
        return rows

    async def _erase(
        self, units: Units, erasure: Erasure, rule: RetentionRule, before: datetime
    ) -> int:
        async with units.begin(ACTOR) as uow:
            tag = await uow.execute(erasure.statement, before, self._batch)
            rows = int(tag.rpartition(" ")[2])
            if rows:
                uow.append(
                    DataErased(
                        noun_id=rule.id,
                        at=uow.now,
                        category=erasure.category,
                        table=erasure.table,
                        rows=rows,
                        before=before.isoformat(),
                        legal_basis=rule.legal_basis,
                    )
                )
        return rows
