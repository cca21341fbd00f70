"""Engine module: what citizens are owed an answer for, read off the log.

It stands apart from the commit of a report, which it must not slow down. The log's order is that of
commits, and the cursor moves in the transaction that owes, so each fact is answered once: however
often a message is delivered, it was received once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from asyncpg import Record
from prometheus_client import Counter as CountMetric

from dispatch.incidents.events import IncidentClosed
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from intake.answers.language import language_of
from intake.answers.models import AnswerKind, AnswerRule, OptOut
from intake.answers.owe import Told, owe_answer
from intake.answers.rules import leaves_at, may_answer, rule_of, says_start, says_stop
from intake.answers.ways import Correspondent, WaysBack, address_key
from intake.reports.events import ReportAddedTo, ReportReceived, ReportReferred
from routing.value_object import value_object

ACTOR: Final = "system:answers"
HELD = CountMetric(
    "tanggap_answers_held_total", "Answers that were not given, by why", ["channel", "why"]
)
_BATCH: Final = 2_000
# What is read later than this is told to nobody: the way back was off, and they have asked anew.
_STALE: Final = timedelta(hours=1)
_WITHIN: Final = timedelta(hours=1)
_KINDS: Final[Mapping[str, AnswerKind | None]] = {
    ReportReceived.type: AnswerKind.RECEIPT,
    ReportReferred.type: AnswerKind.REFERRED,
    IncidentClosed.type: AnswerKind.CLOSED,
    ReportAddedTo.type: None,
}
_CURSOR: Final = "SELECT seq FROM answer_cursor WHERE name = 'citizens' FOR UPDATE"
_MOVE: Final = "UPDATE answer_cursor SET seq = $1 WHERE name = 'citizens'"
_LOG: Final = """
WITH seen AS (
    SELECT seq, type, noun_id, recorded_at FROM event WHERE seq > $1 ORDER BY seq LIMIT $2)
SELECT seq, type, noun_id FROM seen WHERE type = ANY($3::text[]) AND recorded_at > $4
UNION ALL (SELECT seq, '', noun_id FROM seen ORDER BY seq DESC LIMIT 1)
ORDER BY seq
"""
_REPORTS: Final = """
SELECT r.id, r.channel, r.language, r.text, r.flags, r.anonymous, r.drill, r.reporter_phone,
    r.reporter_ref, r.conversation_id, r.incident_id, r.proposal ->> 'type' AS type,
    coalesce((r.proposal ->> 'priority')::integer, 1) AS priority,
    (SELECT p.text FROM report_part p WHERE p.report_id = r.id AND p.kind = 'message'
        ORDER BY p.place DESC LIMIT 1) AS last_said
FROM report r WHERE r.channel = ANY($3::text[])
    AND (r.id = ANY($1::uuid[]) OR (r.incident_id = ANY($2::uuid[]) AND r.state = 'linked'))
ORDER BY r.received_at, r.id LIMIT 5000
"""
_COUNTED: Final = """
SELECT address_key, count(*) AS count FROM citizen_answer
WHERE address_key = ANY($1::text[]) AND at > $2 AND kind = 'receipt' GROUP BY address_key
"""


class OweAnswers:
    """The engine module that owes citizens their answers."""

    name = "owe_answers"
    every_s = 2.0
    time_limit_s = 10.0
    woken = False

    def __init__(self, ways: WaysBack) -> None:
        """Answer by `ways`; without any nothing is owed."""
        self._ways = ways

    async def run_once(self, units: Units, now: datetime) -> int:
        """Owe what the facts since the last run call for; return how many facts were read."""
        del now  # the unit of work has its own
        if not self._ways:
            return 0
        async with units.begin(ACTOR) as uow:
            cursor = await uow.fetchval(_CURSOR)
            facts = await uow.fetch(_LOG, cursor, _BATCH, list(_KINDS), uow.now - _STALE)
            if not facts:
                return 0
            await _Owing(uow, self._ways).answer([fact for fact in facts if fact["type"]])
            await uow.execute(_MOVE, facts[-1]["seq"])
        return len(facts) - 1


@value_object
class _Owing:
    """What is owed in one transaction."""

    uow: UnitOfWork
    ways: WaysBack
    rules: list[AnswerRule] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)

    async def answer(self, facts: Sequence[Record]) -> None:
        """Owe an answer for each fact that calls for one."""
        if not facts:
            return
        reports = await self._read(facts)
        of_incident: dict[UUID, list[Record]] = {}
        for report in reports.values():
            of_incident.setdefault(report["incident_id"], []).append(report)
        for fact in facts:
            kind = _KINDS[fact["type"]]
            if kind is AnswerKind.CLOSED:
                for report in of_incident.get(fact["noun_id"], ()):
                    self._owe(report, kind)
            elif fact["noun_id"] in reports:
                await self._hear(reports[fact["noun_id"]], kind)

    async def _read(self, facts: Sequence[Record]) -> dict[UUID, Record]:
        """Read the reports that the facts are about, and what is known of who wrote them."""
        closed = [fact["noun_id"] for fact in facts if fact["type"] == IncidentClosed.type]
        others = [fact["noun_id"] for fact in facts if fact["type"] != IncidentClosed.type]
        rows = await self.uow.fetch(_REPORTS, others, closed, list(self.ways))
        keys = [key for row in rows if (key := self._key(row))]
        opted = await self.uow.fetch(
            "SELECT address_key FROM answer_opt_out WHERE address_key = ANY($1::text[])", keys
        )
        self.opted_out.update(row["address_key"] for row in opted)
        for row in await self.uow.fetch(_COUNTED, keys, self.uow.now - _WITHIN):
            self.told[row["address_key"]] = row["count"]
        found = await self.uow.fetch("SELECT * FROM answer_rule")
        self.rules.extend(AnswerRule.model_validate(dict(row)) for row in found)
        return {row["id"]: row for row in rows}

    def _address(self, report: Record) -> str | None:
        if not may_answer(report["flags"], anonymous=report["anonymous"]):
            return None
        return self.ways[report["channel"]].answering.address(Correspondent.of(report))

    def _key(self, report: Record) -> str | None:
        address = self._address(report)
        return None if address is None else address_key(report["channel"], address)

    async def _hear(self, report: Record, kind: AnswerKind | None) -> None:
        """Heed whoever asks for silence; owe everybody else the answer of this `kind`."""
        rule = rule_of(self.rules, report["channel"], self.uow.now)
        said, key = report["last_said"] or report["text"], self._key(report)
        if key is None:
            return
        if says_stop(rule, said) and key not in self.opted_out:
            self.opted_out.add(key)
            self.uow.add(OptOut(address_key=key, channel=report["channel"], at=self.uow.now))
            self._owe(report, AnswerKind.OPTED_OUT)
        elif says_start(rule, said) and key in self.opted_out:
            self.opted_out.discard(key)
            await self.uow.execute("DELETE FROM answer_opt_out WHERE address_key = $1", key)
            self._owe(report, AnswerKind.OPTED_IN)
        elif kind is not None:
            self._owe(report, kind)

    def _owe(self, report: Record, kind: AnswerKind) -> None:
        address, rule = self._address(report), rule_of(self.rules, report["channel"], self.uow.now)
        if address is None:
            return
        why = self._held(address_key(report["channel"], address), kind, rule)
        if why is not None:
            HELD.labels(report["channel"], why).inc()
            return
        told = Told(
            kind=kind,
            channel=report["channel"],
            address=address,
            language=language_of(report["language"], report["text"]),
            about=report["id"],
            report_id=report["id"],
        )
        priority = 1 if report["type"] == "unknown" else report["priority"]
        zone = self.uow.city.zone
        due_at = leaves_at(rule, kind, priority=priority, now=self.uow.now, zone=zone)
        owe_answer(self.uow, told, due_at=due_at)

    def _held(self, key: str, kind: AnswerKind, rule: AnswerRule) -> str | None:
        """Return why nothing is told now; None when it is."""
        if kind in {AnswerKind.OPTED_OUT, AnswerKind.OPTED_IN}:
            return None
        if key in self.opted_out:
            return "opted_out"
        if kind is AnswerKind.RECEIPT:
            self.told[key] += 1
            return "many" if self.told[key] > rule.most_an_hour else None
        return None
