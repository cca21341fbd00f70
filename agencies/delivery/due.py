"""What is due now: claim rows of the outbox fairly between agencies.

And decide for each what is still owed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from agencies.channels.base import Notice, Outcome
from agencies.delivery.choose import Try, current_channel
from agencies.delivery.events import DeliveryExhausted
from agencies.delivery.facts import FACTS, notice_body
from agencies.delivery.models import AgencyChannel
from agencies.delivery.owe_delivery import ASKING, KIND
from dispatch.kernel.store.outbox import Owed, bury, settle
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import TaskDeliveryFailed
from dispatch.tasks.lifecycle import OFFERED

Facts: TypeAlias = dict[str, Any]

PORTAL: Final = "portal"
NOT_FETCHED: Final = "not_fetched"


@dataclass(slots=True, frozen=True, kw_only=True)
class Capacity:
    """How much more may be under way: in all, for each agency, and what is under way already."""

    total: int
    per_agency: int
    busy: Mapping[str, int] = field(default_factory=dict)
    tasks: frozenset[UUID] = frozenset()

    def full(self) -> list[str]:
        """Return the agencies that have as many under way as they may."""
        return [agency for agency, count in self.busy.items() if count >= self.per_agency]


@dataclass(slots=True, frozen=True, kw_only=True)
class Job:
    """One claimed row with everything a try needs.

    So that no transaction is open while it is sent.
    """

    owed: Owed
    incident_id: UUID
    notice: Notice
    channels: tuple[AgencyChannel, ...]
    tries: tuple[Try, ...]
    channel: AgencyChannel

    @property
    def is_order(self) -> bool:
        """Say whether this asks the agency to answer, rather than telling it that it need not."""
        return self.notice.event in ASKING


_SETTLE_PAGE_ONLY = """
UPDATE outbox SET state = 'done', settled_at = $1 WHERE id IN (
    SELECT o.id FROM outbox o WHERE o.state = 'due' AND o.kind = $2 AND o.due_at <= $1
        AND o.claimed_until IS NULL
        AND NOT EXISTS (SELECT FROM agency_channel c WHERE c.agency_id = o.agency_id AND c.active
            AND c.kind <> $4)
    ORDER BY o.due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
"""


async def settle_page_only(uow: UnitOfWork, limit: int) -> int:
    """Settle what is owed to agencies that only have their page, in one statement.

    Nothing is sent to them. Return how many.

    The page shows the order anyhow, no other channel could follow, and the hand-over clock watches
    whether somebody takes it.
    """
    tag = await uow.execute(_SETTLE_PAGE_ONLY, uow.now, KIND, limit, PORTAL)
    return int(tag.rpartition(" ")[2])


# What another process is sending about the same task must end first: "come" and "do not come" may
# not overtake each other.
_DUE = """
SELECT * FROM outbox o WHERE state = 'due' AND kind = $2 AND due_at <= $1
    AND (claimed_until IS NULL OR claimed_until < $1)
    AND agency_id <> ALL($3::text[]) AND noun_id <> ALL($4::uuid[])
    AND NOT EXISTS (SELECT FROM outbox c WHERE c.noun_id = o.noun_id AND c.id <> o.id
        AND c.state = 'due' AND c.claimed_until >= $1)
ORDER BY due_at, id LIMIT $5 FOR UPDATE OF o SKIP LOCKED
"""
_CLAIM = "UPDATE outbox SET claimed_until = $2, attempts = attempts + 1 WHERE id = ANY($1::uuid[])"
# What was tried before a person sent it again does not count.
_TRIES = """
SELECT d.owed_id, d.channel_id, d.at, d.outcome FROM delivery d JOIN outbox o ON o.id = d.owed_id
WHERE d.owed_id = ANY($1::uuid[]) AND (o.resent_at IS NULL OR d.at >= o.resent_at)
    ORDER BY d.at, d.id
"""
_CHANNELS = (
    "SELECT * FROM agency_channel WHERE active AND agency_id = ANY($1::text[]) ORDER BY agency_id,"
    " rank"
)


def choose_fairly(due: Iterable[Owed], capacity: Capacity) -> list[Owed]:
    """Return as many of `due`, in their order, as there is capacity for.

    No agency more than its share, no task twice at a time.
    """
    busy, tasks, chosen = Counter(capacity.busy), set(capacity.tasks), list[Owed]()
    for owed in due:
        agency = owed.agency_id or ""
        if len(chosen) >= capacity.total:
            break
        if busy[agency] >= capacity.per_agency or owed.noun_id in tasks:
            continue
        busy[agency] += 1
        tasks.add(owed.noun_id)
        chosen.append(owed)
    return chosen


async def claim_jobs(
    uow: UnitOfWork, capacity: Capacity, *, batch: int, lease_s: float, base_url: str
) -> tuple[list[Job], int]:
    """Claim what is due and needs a try; settle the rest at once.

    Return the jobs and how many rows were looked at.
    """
    if capacity.total <= 0:
        return [], 0
    due = await uow.fetch(_DUE, uow.now, KIND, capacity.full(), list(capacity.tasks), batch)
    chosen = choose_fairly((Owed.model_validate(dict(record)) for record in due), capacity)
    if not chosen:
        return [], 0
    facts, channels, tries = await _context(uow, chosen)
    jobs = []
    for owed in chosen:
        job = await _decide(
            uow,
            owed,
            facts=facts.get(owed.noun_id),
            channels=channels.get(owed.agency_id or "", ()),
            tries=tries.get(owed.id, ()),
            base_url=base_url,
        )
        if job is not None:
            jobs.append(job)
    await uow.execute(_CLAIM, [job.owed.id for job in jobs], uow.now + timedelta(seconds=lease_s))
    return jobs, len(chosen)


async def _context(
    uow: UnitOfWork, chosen: Sequence[Owed]
) -> tuple[dict[UUID, Facts], dict[str, tuple[AgencyChannel, ...]], dict[UUID, tuple[Try, ...]]]:
    facts = {
        row["id"]: dict(row)
        for row in await uow.fetch(
            f"{FACTS} WHERE t.id = ANY($1::uuid[])", [owed.noun_id for owed in chosen]
        )
    }
    channels: dict[str, tuple[AgencyChannel, ...]] = {}
    for row in await uow.fetch(_CHANNELS, [owed.agency_id for owed in chosen]):
        channels[row["agency_id"]] = (
            *channels.get(row["agency_id"], ()),
            AgencyChannel.model_validate(dict(row)),
        )
    tries: dict[UUID, tuple[Try, ...]] = {}
    for row in await uow.fetch(_TRIES, [owed.id for owed in chosen]):
        one = Try(channel_id=row["channel_id"], at=row["at"], outcome=Outcome(row["outcome"]))
        tries[row["owed_id"]] = (*tries.get(row["owed_id"], ()), one)
    return facts, channels, tries


async def _decide(
    uow: UnitOfWork,
    owed: Owed,
    facts: Facts | None,
    channels: tuple[AgencyChannel, ...],
    tries: tuple[Try, ...],
    base_url: str,
) -> Job | None:
    event = owed.payload["event"]
    is_order = event in ASKING
    if facts is None or (is_order and facts["state"] not in OFFERED):
        await settle(uow, owed)
        return None
    # The page shows by itself that an order is gone, so taking one back is told by the other
    # channels only.
    usable = (
        channels if is_order else tuple(channel for channel in channels if channel.kind != PORTAL)
    )
    channel = current_channel(usable, tries, uow.now)
    _note_not_fetched(uow, facts, usable, tries, channel)
    begun = channel is not None and any(one.channel_id == channel.id for one in tries)
    arrived = is_order and facts["delivered_at"] is not None
    if not usable or (arrived and tries and not begun):
        await settle(uow, owed)
        return None
    if channel is None:
        await give_up(uow, owed, facts["incident_id"], usable, owed.last_error or "")
        return None
    body = notice_body(facts, event=event, reason=owed.payload.get("reason"), base_url=base_url)
    notice = Notice(
        id=owed.id,
        event=event,
        task_id=owed.noun_id,
        agency_id=owed.agency_id or "",
        at=uow.now,
        body=body,
    )
    return Job(
        owed=owed,
        incident_id=facts["incident_id"],
        notice=notice,
        channels=usable,
        tries=tries,
        channel=channel,
    )


def _note_not_fetched(
    uow: UnitOfWork,
    facts: Facts,
    channels: Sequence[AgencyChannel],
    tries: Sequence[Try],
    channel: AgencyChannel | None,
) -> None:
    """Say that a channel on which the order lay ready is given up because nobody fetched it."""
    left = tries[-1] if tries and tries[-1].outcome is Outcome.LEFT_OPEN else None
    if (
        left is None
        or facts["delivered_at"] is not None
        or (channel is not None and channel.id == left.channel_id)
    ):
        return
    kind = next((one.kind for one in channels if one.id == left.channel_id), PORTAL)
    uow.append(
        TaskDeliveryFailed(
            noun_id=facts["id"],
            incident_id=facts["incident_id"],
            agency_id=facts["agency_id"],
            at=uow.now,
            by=kind,
            error=NOT_FETCHED,
            final=True,
        )
    )


async def give_up(
    uow: UnitOfWork, owed: Owed, incident_id: UUID, channels: Sequence[AgencyChannel], error: str
) -> None:
    """Bury a row whose channels are exhausted, and say so.

    A person must reach the agency another way.
    """
    await bury(uow, owed, error=error)
    uow.append(
        DeliveryExhausted(
            noun_id=owed.noun_id,
            incident_id=incident_id,
            agency_id=owed.agency_id,
            at=uow.now,
            notice=owed.payload["event"],
            channels=[channel.kind for channel in channels],
            error=error,
        )
    )
