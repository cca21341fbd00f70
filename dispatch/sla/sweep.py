"""The engine module that asks for clocks due now and says so in the log, exactly once each.

The stamps `warned_at`, `breached_at` and `wake_at` are written in the same transaction as the
event, so neither a restart nor a second process can say anything twice. It locks incidents before
clocks, as every other change does.
"""

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from dispatch.sla.events import SlaBreached, SlaWarned
from dispatch.sla.models import SlaClock
from dispatch.sla.policy import PolicySource
from dispatch.sla.stop import about_clock

_BATCH: Final = 200
_ACTOR: Final = "system:sla"
_log = logging.getLogger(__name__)
# Incidents that somebody else is changing just now are left for the next run, a moment later.
# After an outage much is due at once: lives first; a call that nobody knows yet may be about one.
_FIRST = "coalesce(i.priority, 1), c.wake_at, c.scope_id, c.metric"
_FREE_INCIDENTS = f"""
SELECT id FROM incident WHERE id IN (
    SELECT c.incident_id FROM sla_clock c JOIN incident i ON i.id = c.incident_id
    WHERE c.wake_at <= $1 ORDER BY {_FIRST} LIMIT $2)
ORDER BY id FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - constants of our own
_DUE = f"""
SELECT c.* FROM sla_clock c LEFT JOIN incident i ON i.id = c.incident_id
WHERE c.wake_at <= $1 AND (c.incident_id IS NULL OR c.incident_id = ANY($2::uuid[]))
    AND ($4::uuid IS NULL OR (c.scope_id = $4 AND c.metric = $5::text))
ORDER BY {_FIRST} LIMIT $3 FOR UPDATE OF c SKIP LOCKED
"""  # noqa: S608 - constants of our own
_DUE_KEYS = f"""
SELECT c.scope_id, c.metric FROM sla_clock c LEFT JOIN incident i ON i.id = c.incident_id
WHERE c.wake_at <= $1 ORDER BY {_FIRST} LIMIT $2
"""  # noqa: S608 - constants of our own
_STAMP = """
UPDATE sla_clock AS c
SET warned_at = n.warned_at, breached_at = n.breached_at, wake_at = n.wake_at, verdict = n.verdict
FROM unnest(
        $1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[])
    AS n (scope_id, metric, warned_at, breached_at, wake_at, verdict)
WHERE c.scope_id = n.scope_id AND c.metric = n.metric
"""


class Sweep:
    """The engine module that warns of deadlines and states breaches."""

    name = "sla.sweep"
    every_s = 0.5
    time_limit_s = 10.0
    woken = False

    def __init__(self, policies: PolicySource, *, batch: int = _BATCH) -> None:
        """Give the orders that follow from a breach the newest of `policies`.

        Look at `batch` clocks a transaction.
        """
        self._policies = policies
        self._batch = batch

    async def run_once(self, units: Units, now: datetime) -> int:
        """State what is due at `now`; return how many clocks changed."""
        async with units.reading() as reading:
            await self._policies.refresh(reading)
            is_due = await reading.fetchval(
                "SELECT EXISTS (SELECT FROM sla_clock WHERE wake_at <= $1)", now
            )
        if not is_due:
            return 0
        try:
            async with units.begin(_ACTOR) as uow:
                return await sweep(uow, now, limit=self._batch)
        except Exception as error:
            if is_away(error):
                raise  # a storage that is not there has none of them
            _log.exception("a batch of due clocks is taken one by one")
            return await self._one_by_one(units, now)

    async def _one_by_one(self, units: Units, now: datetime) -> int:
        """A clock that cannot be handled must not silence the others.

        It fails the run only after them.
        """
        async with units.reading() as reading:
            keys = await reading.fetch(_DUE_KEYS, now, self._batch)
        done, failure = 0, None
        for key in keys:
            try:
                async with units.begin(_ACTOR) as uow:
                    done += await sweep(
                        uow, now, limit=self._batch, only=(key["scope_id"], key["metric"])
                    )
            except Exception as error:
                if is_away(error):
                    raise
                _log.exception(
                    "the clock %s of %s cannot be handled", key["metric"], key["scope_id"]
                )
                failure = error
        if failure is not None:
            raise failure
        return done


async def sweep(
    uow: UnitOfWork, now: datetime, *, limit: int, only: tuple[UUID, str] | None = None
) -> int:
    """Warn of, or breach, up to `limit` clocks that are due (or the one with the key `only`).

    Escalation follows by reaction.
    """
    free = await uow.fetch(_FREE_INCIDENTS, now, limit)
    scope_id, metric = only or (None, None)
    records = await uow.fetch(_DUE, now, [row["id"] for row in free], limit, scope_id, metric)
    clocks = [_state(uow, record, now) for record in records]
    if clocks:
        await _write(uow, clocks)
    return len(clocks)


def _state(uow: UnitOfWork, record: Record, now: datetime) -> SlaClock:
    """Note on a clock what is due, with the event.

    After an outage both warning and breach may be.
    """
    clock = SlaClock.model_validate(dict(record))
    if clock.warned_at is None and clock.warn_at is not None:
        clock.warned_at, clock.wake_at = clock.warn_at, clock.due_at
        uow.append(SlaWarned(**about_clock(clock), at=clock.warn_at))
    if clock.due_at is not None and clock.due_at <= now:
        clock.breached_at, clock.wake_at, clock.verdict = clock.due_at, None, "breached"
        uow.append(SlaBreached(**about_clock(clock), at=clock.due_at, late=False))
    return clock


async def _write(uow: UnitOfWork, clocks: list[SlaClock]) -> None:
    scopes: list[UUID] = [clock.scope_id for clock in clocks]
    await uow.execute(
        _STAMP,
        scopes,
        [clock.metric for clock in clocks],
        [clock.warned_at for clock in clocks],
        [clock.breached_at for clock in clocks],
        [clock.wake_at for clock in clocks],
        [clock.verdict for clock in clocks],
    )
