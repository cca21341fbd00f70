"""Later messages of one sender: added to the open report that the first one made.

Text, pin, photo, voice and edit of one sender within minutes are one conversation and one report to
decide on. Each part is kept with its own time; what they make likely is proposed anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from dispatch.incidents.models import OPEN_SQL, Incident
from dispatch.incidents.note import hear_words
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.location.evidence import Method
from intake.location.gazetteer import Gazetteer
from intake.pipeline.neutral import EDIT, REVOKE, NeutralReport
from intake.pipeline.policy import Policies
from intake.pipeline.propose import Proposed, propose
from intake.pipeline.stored import Arrival
from intake.reports.events import ReportAddedTo
from intake.reports.handle import lock_report
from intake.reports.heard import hear_report
from intake.reports.lifecycle import WAITING, ReportState
from intake.reports.locate import locate
from intake.reports.models import PartKind, RawMessage, Report, ReportPart
from intake.reports.verify import joined_flags
from routing.place import Place

RAISED: Final = "proposal.raised"
REVOKED: Final = "message.revoked"
_USUAL_MINUTES: Final = 10.0
_TEXT_MAX: Final = 20_000
_FROM_WORDS: Final = frozenset({None, Method.GAZETTEER, Method.UNKNOWN})
_KINDS: Final[Mapping[str | None, PartKind]] = {EDIT: PartKind.EDIT, REVOKE: PartKind.REVOKE}
# Whom the desk wrote to has a day to answer.
_WAS_ASKED: Final = """
EXISTS (SELECT FROM citizen_answer a WHERE a.report_id = report.id AND a.kind = 'desk'
    AND a.at > $5::timestamptz - interval '1 day')
"""
# The open report of the same sender: by the stable id before the number. One whose incident is over
# or that led to none is not reopened by a further message: that one is shown anew.
_OPEN: Final = f"""
SELECT k.n, r.id FROM unnest($1::text[], $2::text[], $3::text[], $4::interval[])
    WITH ORDINALITY AS k (channel, conversation, phone, lasts, n)
CROSS JOIN LATERAL (
    SELECT id, conversation_id = k.conversation AS surely, received_at FROM report
    WHERE channel = k.channel
        AND (coalesce(added_at, received_at) > $5::timestamptz - k.lasts OR {_WAS_ASKED})
        AND (conversation_id = k.conversation
            OR (conversation_id IS NOT NULL AND reporter_phone = k.phone))
        AND (state = ANY($6::text[]) OR (state = 'linked'
            AND incident_id IN (SELECT id FROM incident WHERE {OPEN_SQL})))
    ORDER BY surely DESC, received_at DESC LIMIT 1
) r
"""  # noqa: S608 - constants of our own
# What an edit or a deletion speaks of, however long ago it was.
_ORIGINAL: Final = """
SELECT k.n, coalesce(r.id, p.report_id) AS id FROM unnest($1::text[], $2::text[])
    WITH ORDINALITY AS k (channel, external_id, n)
LEFT JOIN report r USING (channel, external_id)
LEFT JOIN report_part p ON p.channel = k.channel AND p.external_id = k.external_id
WHERE coalesce(r.id, p.report_id) IS NOT NULL
"""
_NEXT_PLACE: Final = "SELECT coalesce(max(place), -1) + 1 FROM report_part WHERE report_id = $1"


class OpenConversations:
    """Finds the open conversations that messages go on with.

    It knows the catalogue's priorities and the city's gazetteer.
    """

    def __init__(self, priorities: Cached[dict[str, int]], gazetteer: Gazetteer) -> None:
        """Propose by `priorities`; look places up in `gazetteer`."""
        self._priorities = priorities
        self._gazetteer = gazetteer

    def open(self, uow: UnitOfWork, policies: Policies) -> "GroupThread":
        """Return the conversations of one group of messages."""
        return GroupThread(uow, policies, self._priorities.current(), self._gazetteer)


class GroupThread:
    """The conversations that one group of messages goes on with."""

    def __init__(
        self,
        uow: UnitOfWork,
        policies: Policies,
        priorities: Mapping[str, int],
        gazetteer: Gazetteer,
    ) -> None:
        """Work through `uow`; `policies` say how long a conversation lasts."""
        self._uow = uow
        self._policies = policies
        self._priorities = priorities
        self._gazetteer = gazetteer
        self._found: dict[int, Report] = {}
        self._begun: dict[str, Report] = {}
        self._places: dict[UUID, int] = {}

    async def find(self, arrivals: Sequence[Arrival]) -> None:
        """Read the open reports that these messages belong to, all at once."""
        later = [arrival for arrival in arrivals if is_conversing(arrival.report)]
        if not later:
            return
        reports = [arrival.report for arrival in later]
        ids = await self._open(reports) | await self._originals(reports)
        for place, report_id in sorted(ids.items(), key=lambda pair: str(pair[1])):
            report = await lock_report(self._uow, report_id)
            self._found[id(reports[place])] = report

    async def _open(self, reports: Sequence[NeutralReport]) -> dict[int, UUID]:
        """Return, by place in `reports`, the open report of the same sender."""
        found = await self._uow.fetch(
            _OPEN,
            [report.channel for report in reports],
            [report.conversation_id for report in reports],
            [report.reporter_phone for report in reports],
            [self._lasts(report) for report in reports],
            self._uow.now,
            sorted(WAITING),
        )
        return {row["n"] - 1: row["id"] for row in found}

    async def _originals(self, reports: Sequence[NeutralReport]) -> dict[int, UUID]:
        """Return, by place in `reports`, what an edit or a deletion speaks of."""
        named = [report.reply_to if changes_another(report) else None for report in reports]
        if not any(named):
            return {}
        channels = [report.channel for report in reports]
        found = await self._uow.fetch(_ORIGINAL, channels, named)
        return {row["n"] - 1: row["id"] for row in found}

    def _lasts(self, report: NeutralReport) -> timedelta:
        policy = self._policies.of(report.channel, self._uow.now)
        return timedelta(minutes=_USUAL_MINUTES if policy is None else policy.conversation_minutes)

    def report_of(self, arrival: Arrival) -> Report | None:
        """Return the report that this message belongs to, None when it begins one."""
        report = arrival.report
        if not is_conversing(report):
            return None
        return self._found.get(id(report)) or next(
            (self._begun[key] for key in _keys(report) if key in self._begun), None
        )

    def begin(self, arrival: Arrival, report: Report) -> None:
        """Remember that this message has begun a report: the next may be in the same group."""
        if is_conversing(arrival.report):
            for key in _keys(arrival.report):
                self._begun.setdefault(key, report)

    async def add(self, arrival: Arrival, report: Report) -> Arrival | None:
        """Add the message to the report and to the incident it belongs to.

        Return the conversation as one message when that makes another proposal likely.
        """
        said = arrival.report
        kind = _KINDS.get(said.amends, PartKind.MESSAGE)
        await self._keep_parts(report, said, kind)
        changes = self._joined(report, said, kind)
        whole = self._whole(report, said, changes)
        if whole is not None:
            changes |= _proposed(report, whole.proposed, changes["flags"])
        raised = RAISED in changes["flags"] and RAISED not in report.flags
        await self._uow.change(report, **changes)
        await self._take_place(report, said)
        self._uow.append(
            ReportAddedTo(
                noun_id=report.id,
                incident_id=report.incident_id,
                at=min(said.occurred_at or said.received_at, self._uow.now),
                kind=kind,
                raised=raised,
            )
        )
        if report.incident_id is not None:
            incident = await self._uow.get(Incident, report.incident_id)
            await hear_words(self._uow, incident, at=self._uow.now)
            await hear_report(self._uow, report, incident)
        return whole

    async def _keep_parts(self, report: Report, said: NeutralReport, kind: PartKind) -> None:
        """Keep the message as it came; with the first that is added, what the report began with."""
        place = await self._next_place(report)
        if place == 0:
            self._uow.add(_first(self._uow, report))
            place = 1
        self._places[report.id] = place + 1
        raw = _raw(self._uow, said)
        if raw is not None:
            self._uow.add(raw)
        part = _part(self._uow, report, said, kind)
        part.place, part.raw_id = place, None if raw is None else raw.id
        self._uow.add(part)

    async def _next_place(self, report: Report) -> int:
        known = self._places.get(report.id)
        return int(await self._uow.fetchval(_NEXT_PLACE, report.id)) if known is None else known

    def _joined(self, report: Report, said: NeutralReport, kind: PartKind) -> dict[str, Any]:
        text = report.text
        if said.text and kind is not PartKind.REVOKE:
            text = f"{report.text}\n{said.text}".strip()[:_TEXT_MAX]
        marks = (REVOKED,) if kind is PartKind.REVOKE else ()
        flags = joined_flags(report.flags, (*said.flags, *marks))
        return {
            "text": text,
            "flags": flags,
            "media": [*report.media, *map(dict, said.media)],
            "address": report.address or said.address,
            "reporter_name": report.reporter_name or said.reporter_name,
            "reporter_phone": report.reporter_phone or said.reporter_phone,
            "conversation_id": said.conversation_id or report.conversation_id,
            "added_at": self._uow.now,
        }

    def _whole(
        self, report: Report, said: NeutralReport, joined: Mapping[str, Any]
    ) -> Arrival | None:
        """Return the conversation as one message; None when nothing new speaks for anything."""
        same = joined["text"] == report.text and joined["address"] == report.address
        if same and said.lat is None:
            return None
        whole = _as_one(report, said, joined)
        return Arrival(whole, propose(whole, self._priorities, self._gazetteer))

    async def _take_place(self, report: Report, said: NeutralReport) -> None:
        """Take over a pin as evidence: a place that a person gave or confirmed stays."""
        if said.lat is None or said.lon is None:
            return
        place = Place(
            lat=said.lat,
            lon=said.lon,
            accuracy_m=said.accuracy_m,
            method=said.location_method or Method.UNKNOWN,
            address=said.address,
        )
        await locate(self._uow, report, place, at=said.received_at)


def is_conversing(report: NeutralReport) -> bool:
    """Whether the message belongs to a conversation; what is kept by its key alone does not."""
    return report.conversation_id is not None and not report.one_per_key


def changes_another(report: NeutralReport) -> bool:
    """Whether the message edits or revokes another one."""
    return report.reply_to is not None and report.amends is not None


def _keys(report: NeutralReport) -> list[str]:
    numbers = [] if report.reporter_phone is None else [report.reporter_phone]
    return [f"{report.channel} {key}" for key in (report.conversation_id, *numbers)]


def _as_one(report: Report, said: NeutralReport, changes: Mapping[str, Any]) -> NeutralReport:
    """Return the conversation as one message, for whoever proposes."""
    is_placed = said.lat is None and report.location_method not in _FROM_WORDS
    return replace(
        said,
        external_id=report.external_id,
        text=changes["text"],
        address=changes["address"],
        lat=report.lat if is_placed else said.lat,
        lon=report.lon if is_placed else said.lon,
        has_media=bool(changes["media"]),
    )


def _proposed(report: Report, found: Proposed, flags: list[str]) -> dict[str, Any]:
    """Return the new proposal; one that is more urgent than before is marked as new."""
    before = int(report.proposal.get("priority", 5))
    changes: dict[str, Any] = {
        "proposal": found.document,
        "places": found.places or report.places,
        "flags": list(dict.fromkeys((*flags, *found.flags))),
    }
    if found.priority < before:
        changes["flags"] = list(dict.fromkeys((*changes["flags"], RAISED)))
    if report.state == ReportState.RECEIVED and not found.empty:
        changes["state"] = ReportState.TRIAGED
    if report.lat is None and found.lat is not None:
        changes |= {
            "lat": found.lat,
            "lon": found.lon,
            "accuracy_m": found.accuracy_m,
            "location_method": found.location_method,
        }
    return changes


def _first(uow: UnitOfWork, report: Report) -> ReportPart:
    """Return what the report began with: from now on its text is joined with what follows."""
    return ReportPart(
        id=uow.new_id(),
        report_id=report.id,
        place=0,
        kind=PartKind.MESSAGE,
        channel=report.channel,
        text=report.text,
        lat=report.lat,
        lon=report.lon,
        accuracy_m=report.accuracy_m,
        location_method=report.location_method,
        address=report.address,
        media=report.media,
        flags=report.flags,
        raw_id=report.raw_id,
        at=report.occurred_at or report.received_at,
        recorded_at=report.recorded_at,
    )


def _part(uow: UnitOfWork, report: Report, said: NeutralReport, kind: PartKind) -> ReportPart:
    return ReportPart(
        id=uow.new_id(),
        report_id=report.id,
        place=0,
        kind=kind,
        channel=said.channel,
        external_id=said.external_id,
        content_hash=said.content_hash(),
        reply_to=said.reply_to,
        text=said.text,
        lat=said.lat,
        lon=said.lon,
        accuracy_m=said.accuracy_m,
        location_method=said.location_method,
        address=said.address,
        media=[dict(media) for media in said.media],
        flags=list(said.flags),
        at=min(said.occurred_at or said.received_at, uow.now),
        recorded_at=uow.now,
        actor=said.sender,
    )


def _raw(uow: UnitOfWork, said: NeutralReport) -> RawMessage | None:
    if said.raw is None:
        return None
    return RawMessage(
        id=uow.new_id(),
        channel=said.channel,
        natural_key=said.external_id,
        received_at=uow.now,
        content_type=said.content_type,
        body=said.raw,
        sender=said.sender,
    )
