"""Targets as data: load a city's, add one, end one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import EARLIEST, LATEST
from dispatch.sla.events import SlaTargetSet
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaTarget
from routing.value_object import value_object

_SAME = """
SELECT id FROM sla_target
WHERE metric = $1 AND agency_id IS NOT DISTINCT FROM $2 AND type IS NOT DISTINCT FROM $3
    AND priority IS NOT DISTINCT FROM $4::int AND channel IS NOT DISTINCT FROM $5
    AND valid_from = $6
"""
# The row that the new one replaces ends where the new one begins.
_OPEN_BEFORE = """
SELECT id FROM sla_target
WHERE metric = $1 AND agency_id IS NOT DISTINCT FROM $2 AND type IS NOT DISTINCT FROM $3
    AND priority IS NOT DISTINCT FROM $4::int AND channel IS NOT DISTINCT FROM $5
    AND valid_from < $6 AND (valid_to IS NULL OR valid_to > $6)
FOR UPDATE
"""


@value_object(kw_only=True)
class NewTarget:
    """A target as somebody writes it down."""

    metric: Metric
    value_s: float
    valid_from: datetime
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None
    warn_share: float = 0.8
    share: float = 0.9
    valid_to: datetime | None = None
    legal_basis: str = ""
    confirmed_by: str | None = None

    def case(self) -> tuple[Any, ...]:
        """Return the cases that the target covers, and from when."""
        return self.metric, self.agency_id, self.type, self.priority, self.channel, self.valid_from


async def set_target(uow: UnitOfWork, new: NewTarget) -> SlaTarget:
    """Add a target; the one it replaces ends when it begins.

    Clocks that run keep the target they started with.
    """
    ends = new.valid_to or LATEST
    if (
        new.valid_from.tzinfo is None
        or ends.tzinfo is None
        or not EARLIEST <= new.valid_from < ends <= LATEST
    ):
        raise Invalid("sla.invalid_validity")
    if await uow.fetchval(_SAME, *new.case()) is not None:
        raise Conflict("sla.target_exists")
    for row in await uow.fetch(_OPEN_BEFORE, *new.case()):
        await uow.change(await uow.get(SlaTarget, row["id"]), valid_to=new.valid_from)
    return _add(uow, new)


async def load_targets(uow: UnitOfWork, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add a city's targets that are not there yet; return how many were added."""
    added = 0
    for row in rows:
        new = parse_target(row)
        if await uow.fetchval(_SAME, *new.case()) is None:
            _add(uow, new)
            added += 1
    return added


def parse_target(row: Mapping[str, Any]) -> NewTarget:
    """Read a row of a targets file; unknown members are a fault of the file."""
    given = {name: value for name, value in row.items() if not name.startswith("_")}
    for name in ("valid_from", "valid_to"):
        if isinstance(given.get(name), str):
            given[name] = datetime.fromisoformat(given[name])
    given["metric"] = Metric(given["metric"])
    return NewTarget(**given)


def _add(uow: UnitOfWork, new: NewTarget) -> SlaTarget:
    target = SlaTarget(
        id=uow.new_id(),
        agency_id=new.agency_id,
        type=new.type,
        priority=new.priority,
        channel=new.channel,
        metric=new.metric,
        value_s=new.value_s,
        warn_share=new.warn_share,
        share=new.share,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        legal_basis=new.legal_basis,
        confirmed_by=new.confirmed_by,
        recorded_at=uow.now,
    )
    uow.add(target)
    uow.append(
        SlaTargetSet(
            noun_id=target.id,
            agency_id=target.agency_id,
            at=min(target.valid_from, uow.now),
            metric=target.metric,
            value_s=target.value_s,
            share=target.share,
            incident_type=target.type,
            priority=target.priority,
            channel=target.channel,
            valid_from=target.valid_from.isoformat(),
            valid_to=None if target.valid_to is None else target.valid_to.isoformat(),
            legal_basis=target.legal_basis,
            confirmed_by=target.confirmed_by,
        )
    )
    return target
