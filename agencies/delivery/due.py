"""What is due now: lease rows of the outbox, fairly between agencies.

For each either the next try is prepared, or it is settled because nobody needs it any more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from agencies.catalogue.channels import BY_NAME, QUIET
from agencies.channels.base import Notice, Outcome
from agencies.delivery.choose import Route, Try, current_channel
from agencies.delivery.events import DeliveryExhausted
from agencies.delivery.facts import FACTS, notice_body
from agencies.delivery.models import AgencyChannelRow
from agencies.delivery.owe_delivery import ASKING, KIND, RECALLING
from dispatch.kernel.store.outbox import Owed, bury, postpone, settle
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.metrics import Metric
from dispatch.tasks.events import TaskDeliveryFailed
from dispatch.tasks.lifecycle import OFFERED
from routing.value_object import value_object

Facts: TypeAlias = dict[str, Any]

NOT_CONFIRMED: Final = "not_confirmed"


@value_object(kw_only=True)
class Capacity:
    """How many more deliveries may be under way: in all, for each agency, and which are."""

    total: int
    per_agency: int
    busy: Mapping[str, int] = field(default_factory=dict)
    tasks: frozenset[UUID] = frozenset()

    def full(self) -> list[str]:
        """Return the agencies that have as many under way as they may."""
        return [agency for agency, count in self.busy.items() if count >= self.per_agency]


@value_object(kw_only=True)
class Job:
    """A leased row with everything a try needs, so that no transaction is open while it is sent."""

    owed: Owed
    incident_id: UUID
    notice: Notice
    route: Route
    channel: AgencyChannelRow

    @property
    def is_order(self) -> bool:
        """Whether the notice asks the agency to answer, rather than telling it that it need not."""
        return self.notice.event in ASKING


_SETTLE_PAGE_ONLY = """
UPDATE outbox SET state = 'done', settled_at = $1 WHERE id IN (
    SELECT o.id FROM outbox o WHERE o.state = 'due' AND o.kind = $2 AND o.due_at <= $1
        AND o.claimed_until IS NULL
        AND NOT EXISTS (SELECT FROM agency_channel c WHERE c.agency_id = o.agency_id AND c.active
            AND c.kind <> ALL($4::text[]))
        AND NOT EXISTS (SELECT FROM task t WHERE t.id = o.noun_id AND t.recall_open
            AND o.payload ->> 'event' = ANY($5::text[]))
    ORDER BY o.due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
"""


async def settle_page_only(uow: UnitOfWork, limit: int) -> int:
    """Settle in one statement what is owed to agencies that only have their page; return how many.

    Nothing is sent to them: the page shows the order anyhow, no other channel could follow, and the
    hand-over clock watches whether somebody takes it. A recall that must be confirmed is not
    settled so.
    """
    tag = await uow.execute(
        _SETTLE_PAGE_ONLY, uow.now, KIND, limit, sorted(QUIET), sorted(RECALLING)
    )
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
# Within how many seconds a human must answer an order, and from when.
_TARGETS = """
SELECT scope_id, started_at, target_s FROM sla_clock
WHERE scope_id = ANY($1::uuid[]) AND metric = $2 AND target_s IS NOT NULL
"""
_CHANNELS = (
    "SELECT * FROM agency_channel WHERE active AND agency_id = ANY($1::text[]) ORDER BY agency_id,"
    " rank"
)


def choose_fairly(due: Iterable[Owed], capacity: Capacity) -> list[Owed]:
    """Return as many of `due`, in their order, as there is capacity for.

    No agency gets more than its share, no order is tried twice at a time.
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
    """Lease what is due and needs a try; settle the rest at once.

    Return the jobs and how many rows were looked at.
    """
    if capacity.total <= 0:
        return [], 0
    due = await uow.fetch(_DUE, uow.now, KIND, capacity.full(), list(capacity.tasks), batch)
    chosen = choose_fairly((Owed.model_validate(dict(record)) for record in due), capacity)
    if not chosen:
        return [], 0
    known = await _context(uow, chosen)
    jobs = [job for owed in chosen if (job := await _next_try(uow, owed, known, base_url))]
    await uow.execute(_CLAIM, [job.owed.id for job in jobs], uow.now + timedelta(seconds=lease_s))
    return jobs, len(chosen)


@value_object(kw_only=True)
class _Context:
    """What is known about the rows of one claim: by order, by agency, by row."""

    facts: Mapping[UUID, Facts]
    targets: Mapping[UUID, tuple[datetime, float]]
    channels: Mapping[str, tuple[AgencyChannelRow, ...]]
    tries: Mapping[UUID, tuple[Try, ...]]


async def _context(uow: UnitOfWork, chosen: Sequence[Owed]) -> _Context:
    tasks = [owed.noun_id for owed in chosen]
    facts = {
        row["id"]: dict(row)
        for row in await uow.fetch(f"{FACTS} WHERE t.id = ANY($1::uuid[])", tasks)
    }
    targets = {
        row["scope_id"]: (row["started_at"], row["target_s"])
        for row in await uow.fetch(_TARGETS, tasks, Metric.HAND_OVER)
    }
    channels: dict[str, tuple[AgencyChannelRow, ...]] = {}
    for row in await uow.fetch(_CHANNELS, [owed.agency_id for owed in chosen]):
        channels[row["agency_id"]] = (
            *channels.get(row["agency_id"], ()),
            AgencyChannelRow.model_validate(dict(row)),
        )
    tries: dict[UUID, tuple[Try, ...]] = {}
    for row in await uow.fetch(_TRIES, [owed.id for owed in chosen]):
        one = Try(channel_id=row["channel_id"], at=row["at"], outcome=Outcome(row["outcome"]))
        tries[row["owed_id"]] = (*tries.get(row["owed_id"], ()), one)
    return _Context(facts=facts, targets=targets, channels=channels, tries=tries)


def is_needed(event: str, facts: Mapping[str, Any]) -> bool:
    """Whether the agency must still be told: an order until it is answered, a recall until heard.

    That an order is not finished after all is always told.
    """
    if event in ASKING:
        return facts["state"] in OFFERED
    return event not in RECALLING or facts["recall_acknowledged_at"] is None


def waits_for_human(event: str, facts: Mapping[str, Any]) -> bool:
    """Whether a human of the agency has to answer, so that its other channels ring as well.

    A recall needs nobody's answer where nobody can know of the order.
    """
    return event in ASKING or (event in RECALLING and facts["recall_open"])


def route_of(owed: Owed, facts: Mapping[str, Any], known: _Context) -> Route:
    """Return the ways that this notice can go, and within which time a human must answer it.

    The agency's page shows by itself that an order is taken back, so that is told by other channels
    only. The time begins with the order; for what is told later, when that was owed.
    """
    event = owed.payload["event"]
    channels = known.channels.get(owed.agency_id or "", ())
    started, target_s = known.targets.get(owed.noun_id, (owed.created_at, None))
    is_order = event in ASKING
    return Route(
        owed_id=owed.id,
        channels=channels if is_order else tuple(one for one in channels if one.kind not in QUIET),
        since=owed.resent_at or (started if is_order else owed.created_at),
        tries=known.tries.get(owed.id, ()),
        target_s=target_s if waits_for_human(event, facts) else None,
    )


async def _next_try(uow: UnitOfWork, owed: Owed, known: _Context, base_url: str) -> Job | None:
    """Prepare the next try of a notice; without one, settle it or give it up."""
    event, facts = owed.payload["event"], known.facts.get(owed.noun_id)
    if facts is None or not is_needed(event, facts):
        await settle(uow, owed)
        return None
    route = route_of(owed, facts, known)
    channel = current_channel(route, uow.now)
    _note_silence(uow, facts, route, channel)
    if not route.channels:
        await _leave_to_page(uow, owed, route, facts["incident_id"])
        return None
    if _has_arrived(event, facts, route, channel):
        await settle(uow, owed)
        return None
    if channel is None:
        await give_up(uow, owed, facts["incident_id"], route.channels, owed.last_error or "")
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
        route=route,
        channel=channel,
    )


async def _leave_to_page(uow: UnitOfWork, owed: Owed, route: Route, incident_id: UUID) -> None:
    """Wait until a human confirms on the page that he heard of a recall; when he does not, say so.

    What nobody has to confirm is settled: the page shows it by itself.
    """
    if route.target_s is None:
        await settle(uow, owed)
        return
    until = route.since + timedelta(seconds=route.target_s)
    if uow.now < until:
        await postpone(uow, owed, until=until, error=NOT_CONFIRMED)
    else:
        await give_up(uow, owed, incident_id, (), NOT_CONFIRMED)


def _has_arrived(
    event: str, facts: Mapping[str, Any], route: Route, channel: AgencyChannelRow | None
) -> bool:
    """Whether an order that reached the agency needs no further channel.

    Until a human answers, every channel that rings is used; a page is only left waiting, and where
    nobody has to answer, having arrived is enough.
    """
    if event not in ASKING or facts["delivered_at"] is None or not route.tries:
        return False
    if channel is None:
        return True
    begun = bool(route.made(channel))
    return not begun and (route.target_s is None or channel.kind in QUIET)


def _note_silence(
    uow: UnitOfWork, facts: Facts, route: Route, channel: AgencyChannelRow | None
) -> None:
    """Say that a channel on which nobody proved to have the notice is left for the next one."""
    left = route.tries[-1] if route.tries else None
    if left is None or left.outcome is not Outcome.LEFT_OPEN or facts["delivered_at"] is not None:
        return
    if channel is not None and channel.id == left.channel_id:
        return
    kind = next((one.kind for one in route.channels if one.id == left.channel_id), "")
    uow.append(
        TaskDeliveryFailed(
            noun_id=facts["id"],
            incident_id=facts["incident_id"],
            agency_id=facts["agency_id"],
            at=uow.now,
            by=kind,
            error=BY_NAME[kind].silence if kind in BY_NAME else "not_answered",
            final=True,
        )
    )


async def give_up(
    uow: UnitOfWork, owed: Owed, incident_id: UUID, channels: Sequence[AgencyChannelRow], error: str
) -> None:
    """Make a notice whose channels are exhausted a dead letter, and append the fact.

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
