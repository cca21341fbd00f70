"""Receive reports: store each once, propose, and let the channel's policy open, link or leave it.

The sender's 2xx comes after the commit.

Reports are committed in groups (`dispatch.kernel.store.group_commit`), each with its whole life:
report, incident, plan, tasks, clocks, what is owed outside, and their events, in one transaction.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import Record

from dispatch.incidents.models import Incident
from dispatch.incidents.open_incident import NewIncident, open_incident, take_numbers
from dispatch.kernel.container import Service
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.group_commit import GroupCommit
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from dispatch.kernel.times import EARLIEST
from dispatch.transports.numbers import NumberPlan
from intake.location.gazetteer import Gazetteer
from intake.pipeline.candidates import (
    Sought,
    as_candidate,
    best_score,
    find_nearby,
    near_in,
    sought,
)
from intake.pipeline.conversing import Conversations, Thread
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.number import with_number
from intake.pipeline.on_paper import note_taken, with_paper
from intake.pipeline.policy import Judgement, Policies, Verdict, as_finding, judge
from intake.pipeline.position import with_position
from intake.pipeline.propose import Proposed, propose, score_candidates
from intake.pipeline.stored import Arrival, Stored
from intake.reports.events import ReportReceived
from intake.reports.heard import signs_in, types_in
from intake.reports.lifecycle import WAITING, ReportState
from intake.reports.link import join, link_to_opened
from intake.reports.models import RawMessage, Report
from routing.place import Place, place_of
from routing.value_object import value_object

SUMMARY_LENGTH = 160


@value_object
class Received:
    """The stored report; `duplicate` when the same message had been stored before."""

    report: Report
    duplicate: bool = False


class ReceiveReports:
    """Receives the reports of every channel."""

    def __init__(
        self,
        units: Units,
        policies: Cached[Policies],
        priorities: Cached[dict[str, int]],
        gazetteer: Gazetteer,
        numbers: NumberPlan,
        conversations: Conversations,
    ) -> None:
        """Judge by `policies`; `priorities` are the catalogue's usual priorities by type.

        Places that words name are looked up in `gazetteer`; `numbers` says what a telephone number
        without its country means here, `conversations` which report a later message belongs to.
        """
        self._units = units
        self._policies = policies
        self._priorities = priorities
        self._gazetteer = gazetteer
        self._numbers = numbers
        self._conversations = conversations
        self._group: GroupCommit[Arrival, Received] = GroupCommit("reports", self._commit)

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Write groups for as long as the block lasts, then what still waits."""
        async with self._group.running(guardian):
            yield

    async def submit(self, report: NeutralReport) -> Received:
        """Store `report` with its consequences and return it once it is durable.

        A message that came before is returned as it was stored. One that uses a key again, with
        other content or long after, is another message: it is stored too, flagged `key.reused`.
        """
        report = with_paper(with_position(with_number(report, self._numbers)))
        policy = self._policies.current().of(report.channel, self._units.clock.now())
        report = as_finding(report, policy)
        received = await self._group.submit(
            Arrival(report, propose(report, self._priorities.current(), self._gazetteer))
        )
        if not received.duplicate:
            note_taken()
        return received

    async def _commit(self, arrivals: list[Arrival]) -> list[Received]:
        policies = self._policies.current()
        async with self._units.begin("system:intake") as uow:
            stored, thread = Stored(uow, policies), self._conversations.open(uow, policies)
            arrivals = await stored.find(arrivals)
            new = [arrival for arrival in arrivals if stored.get(arrival) is None]
            await thread.find(new)
            group = _Group(
                uow=uow,
                stored=stored,
                thread=thread,
                nearby=await find_nearby(uow, [_sought(arrival) for arrival in new]),
                numbers=await take_numbers(uow, len(new)) if new else [],
                places={id(arrival): place for place, arrival in enumerate(new)},
            )
            return [await self._receive(group, arrival) for arrival in arrivals]

    async def _receive(self, group: "_Group", found: Arrival) -> Received:
        arrival = group.stored.name(found)  # the same key may have come twice in this group
        known = group.stored.get(arrival)
        if known is not None:
            return Received(known, duplicate=True)
        group.uow.actor = arrival.report.sender
        place = group.places[id(found)]
        going_on = group.thread.report_of(arrival)
        if going_on is None:
            row = await self._begin(group, arrival, place)
            group.thread.begin(arrival, row)
        else:
            row = going_on
            await self._add(group, arrival, row, group.numbers[place])
        group.stored.add(arrival, row)
        return Received(row)

    async def _begin(self, group: "_Group", arrival: Arrival, place: int) -> Report:
        """Store a report with what its policy lets it do."""
        report, uow = arrival.report, group.uow
        opened = near_in(group.opened, _sought(arrival))
        there = [*map(dict, group.nearby.get(place, [])), *opened]
        candidates = score_candidates(report, arrival.proposed, there, self._gazetteer)
        row = _row(uow, report, arrival.proposed, candidates)
        if report.raw is not None:
            raw = _raw(uow, report)
            uow.add(raw)
            row.raw_id = raw.id
        uow.add(row)
        uow.append(_received_event(row))
        await self._judge(group, arrival, row, group.numbers[place])
        return row

    async def _add(self, group: "_Group", arrival: Arrival, row: Report, number: int) -> None:
        """Add to a report, and judge anew one that still waits and that nobody has in hand."""
        whole = await group.thread.add(arrival, row)
        if whole is None or row.state not in WAITING or row.answered_at is not None:
            return
        nearby = await find_nearby(group.uow, [_sought(whole)])
        there = [*map(dict, nearby.get(0, [])), *near_in(group.opened, _sought(whole))]
        candidates = score_candidates(whole.report, whole.proposed, there, self._gazetteer)
        await group.uow.change(row, candidates=candidates)
        await self._judge(group, whole, row, number)

    async def _judge(self, group: "_Group", arrival: Arrival, row: Report, number: int) -> None:
        """Let the channel's policy link the report, open an incident from it, or leave it."""
        proposed, uow = arrival.proposed, group.uow
        found = Judgement(
            type=proposed.type,
            priority=proposed.priority,
            confidence=proposed.confidence,
            noise=proposed.noise,
            located=row.lat is not None,
            best_candidate=best_score(row.candidates),
        )
        policy = self._policies.current().of(row.channel, uow.now)
        verdict = judge(arrival.report, found, policy)
        if verdict is Verdict.JOIN:
            await join(uow, row, await uow.get(Incident, UUID(row.candidates[0]["incident_id"])))
        elif verdict in {Verdict.OPEN, Verdict.OPEN_AND_ASSIGN}:
            at_once = verdict is Verdict.OPEN_AND_ASSIGN
            await _open(uow, row, proposed, number, at_once=at_once, later=row.added_at)
            opened = await uow.get(Incident, row.incident_id)
            group.opened.append(as_candidate(opened, row))


@value_object(kw_only=True)
class _Group:
    """What the messages of one transaction share; `opened` are the incidents they opened."""

    uow: UnitOfWork
    stored: Stored
    thread: Thread
    nearby: Mapping[int, list[Record]]
    numbers: Sequence[int]
    places: Mapping[int, int]
    opened: list[dict[str, Any]] = field(default_factory=list)


def _sought(arrival: Arrival) -> Sought:
    return sought(arrival.report, arrival.proposed)


RECEIVER: Final = Service[ReceiveReports]("receiver")


def _row(
    uow: UnitOfWork, report: NeutralReport, proposed: Proposed, candidates: list[dict[str, Any]]
) -> Report:
    return Report(
        id=uow.new_id(),
        channel=report.channel,
        external_id=report.external_id,
        content_hash=report.content_hash(),
        state=ReportState.RECEIVED if proposed.empty else ReportState.TRIAGED,
        text=report.text,
        language=report.language,
        reporter_name=report.reporter_name,
        reporter_phone=report.reporter_phone,
        reporter_ref=report.reporter_ref,
        anonymous=report.anonymous,
        lat=report.lat if report.lat is not None else proposed.lat,
        lon=report.lon if report.lon is not None else proposed.lon,
        accuracy_m=report.accuracy_m if report.lat is not None else proposed.accuracy_m,
        location_method=report.location_method
        if report.lat is not None
        else proposed.location_method,
        address=report.address,
        occurred_at=report.occurred_at,
        received_at=report.received_at,
        recorded_at=uow.now,
        answered_at=report.answered_at,
        triaged_at=None if proposed.empty else uow.now,
        proposal=proposed.document,
        candidates=candidates,
        places=proposed.places,
        flags=[*report.flags, *proposed.flags],
        call_id=report.call_id,
        drill=report.drill,
        phone_raw=report.phone_raw,
        extra=dict(report.extra),
        media=[dict(media) for media in report.media],
        reply_to=report.reply_to,
        conversation_id=report.conversation_id,
    )


def _raw(uow: UnitOfWork, report: NeutralReport) -> RawMessage:
    return RawMessage(
        id=uow.new_id(),
        channel=report.channel,
        natural_key=report.external_id,
        received_at=uow.now,
        content_type=report.content_type,
        body=report.raw or b"",
        sender=report.sender,
    )


def _received_event(row: Report) -> ReportReceived:
    return ReportReceived(
        noun_id=row.id,
        at=row.received_at,
        channel=row.channel,
        call_id=row.call_id,
        answered_at=None if row.answered_at is None else row.answered_at.isoformat(),
        drill=row.drill,
        flags=row.flags,
    )


def reported_place(row: Report) -> Place | None:
    """Return the report's place as an incident takes it over."""
    return place_of(
        row.lat,
        row.lon,
        accuracy_m=row.accuracy_m,
        method=row.location_method,
        address=row.address,
    )


async def _open(
    uow: UnitOfWork,
    row: Report,
    proposed: Proposed,
    number: int,
    *,
    at_once: bool,
    later: datetime | None,
) -> None:
    """Open an incident from the report; `later` when it was not its first message that did."""
    incident = await open_incident(
        uow,
        NewIncident(
            type=proposed.type,
            priority=proposed.priority,
            reached_at=row.received_at,
            opened_at=max(row.received_at, row.answered_at or row.received_at, later or EARLIEST),
            answered_at=row.answered_at,
            summary=row.text[:SUMMARY_LENGTH],
            channel=row.channel,
            place=reported_place(row),
            address=row.address,
            report_id=row.id,
            by_policy=True,
            assign_at_once=at_once,
            drill=row.drill,
            signs=signs_in(row.proposal),
            also=types_in(row.proposal),
            number=number,
        ),
    )
    if later is not None:
        # The report is a stored row that will refer to the incident: its row must be there first.
        await uow.flush()
    await link_to_opened(uow, row, incident, by_policy=True)
