"""Engine module: answers leave the building here, each once.

Rows are leased in one transaction, sent outside any, and recorded in another. What a gateway may
have taken although its answer was lost is not sent again: two receipts for one report help nobody.
The lease is the record that a try has begun: when it ran out unanswered, the process that sent died
in between, and the answer may have left. Only a sender that is idempotent tries once more then.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from asyncpg import Record
from prometheus_client import Counter as CountMetric

from dispatch.kernel.bounded import within
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.outbox import Owed, postpone, settle
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from dispatch.transports.sending import SendFailed
from intake.answers.link import PATH, link_token
from intake.answers.models import AnswerOutcome, AnswerRule, AnswerTemplate, CitizenAnswer
from intake.answers.owe import KIND
from intake.answers.rules import rule_of
from intake.answers.template import fill, in_force
from intake.answers.ticket import ticket_of
from intake.answers.ways import Correspondent, WayBack, WaysBack
from routing.value_object import value_object

ACTOR: Final = "system:answers"
TOLD = CountMetric(
    "tanggap_answers_total", "Answers to citizens by what became of them", ["channel", "outcome"]
)
_BATCH: Final = 50
_AT_ONCE: Final = 8
_LEASE_S: Final = 45.0
_SEND_WITHIN_S: Final = 15.0
_PAUSES_S: Final = (5.0, 20.0, 60.0, 300.0)
_DRILL: Final = "LATIHAN / DRILL. "
_HIDDEN: Final = "…"
_log = logging.getLogger(__name__)
_CLOSE_WITHIN_S: Final = 5.0
_LEASE: Final = """
WITH picked AS (
    SELECT id, claimed_until IS NOT NULL AS had_begun FROM outbox
    WHERE state = 'due' AND kind = $3 AND due_at <= $1
        AND (claimed_until IS NULL OR claimed_until < $1)
        AND payload ->> 'channel' = ANY($4::text[])
    ORDER BY due_at, id LIMIT $5 FOR UPDATE SKIP LOCKED)
UPDATE outbox o SET claimed_until = $2, attempts = attempts + 1 FROM picked
WHERE o.id = picked.id
RETURNING o.*, picked.had_begun
"""
# A number that is in no report lies here only until it is used.
_FORGET: Final = "UPDATE outbox SET payload = payload - 'to' WHERE id = $1 AND payload ? 'to'"
_ABOUT: Final = """
SELECT a.*, r.id AS about, r.reporter_phone, r.reporter_ref, r.conversation_id, r.external_id,
    r.drill
FROM citizen_answer a LEFT JOIN report r ON r.id = a.report_id WHERE a.id = ANY($1::uuid[])
"""


@value_object(kw_only=True)
class _Job:
    """A leased answer with all that a try needs; `shown` is the text without its secret link.

    `had_begun` when a process died over an earlier try.
    """

    owed: Owed
    channel: str
    to: str | None
    text: str
    shown: str
    rule: AnswerRule
    had_begun: bool
    reply_to: str = ""


class TellCitizens:
    """The engine module that sends answers by the channels that reports came by."""

    name = "tell_citizens"
    every_s = 1.0
    time_limit_s = 10.0
    woken = False

    def __init__(self, ways: WaysBack, key: Cached[bytes], base_url: str | None) -> None:
        """Send by `ways`; links begin with `base_url`, signed by `key`."""
        self._ways = ways
        self._key = key
        self._base_url = (base_url or "").rstrip("/")
        self._running: dict[asyncio.Task[None], str] = {}

    async def run_once(self, units: Units, now: datetime) -> int:
        """Lease what is due and start sending it; return how many were leased."""
        del now  # the unit of work has its own
        busy = Counter(self._running.values())
        free = [name for name in self._ways if busy[name] < _AT_ONCE]
        if not free:
            return 0
        async with units.begin(ACTOR) as uow:
            lease = (uow.now, uow.now + timedelta(seconds=_LEASE_S), KIND, free, _BATCH)
            leased = await uow.fetch(_LEASE, *lease)
            jobs = await self._jobs(uow, leased) if leased else []
        for job in jobs:
            task = asyncio.create_task(self._tell(units, job), name=f"tell-{job.owed.id}")
            self._running[task] = job.channel
            task.add_done_callback(partial(self._finished, units))
        return len(jobs)

    async def idle(self) -> None:
        """Wait until nothing is being sent."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Stop sending, once what is under way has had a few seconds to end and be recorded."""
        if self._running:
            await asyncio.wait(self._running, timeout=_CLOSE_WITHIN_S)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for way in self._ways.values():
            await way.sender.close()

    def _finished(self, units: Units, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if not task.cancelled() and task.exception() is not None:
            _log.error("an answer could not be recorded", exc_info=task.exception())
        units.wake.signal(0)

    async def _jobs(self, uow: UnitOfWork, leased: Sequence[Record]) -> list[_Job]:
        told = {row["id"]: row for row in await uow.fetch(_ABOUT, [one["id"] for one in leased])}
        found = await uow.fetch("SELECT * FROM answer_template")
        templates = [AnswerTemplate.model_validate(dict(row)) for row in found]
        found = await uow.fetch("SELECT * FROM answer_rule")
        rules = [AnswerRule.model_validate(dict(row)) for row in found]
        jobs = []
        for one in leased:
            row = told[one["id"]]
            rule = rule_of(rules, row["channel"], uow.now)
            template = in_force(templates, row["kind"], row["language"], uow.now)
            jobs.append(self._job(one, row, template, rule, now=uow.now))
        return jobs

    def _job(
        self,
        leased: Record,
        row: Record,
        template: AnswerTemplate | None,
        rule: AnswerRule,
        *,
        now: datetime,
    ) -> _Job:
        text = "" if template is None else template.text
        report_id, channel = row["report_id"], row["channel"]
        values = {"words": row["text"]}
        if report_id is not None:
            values |= {"ticket": ticket_of(report_id), "link": self._link(report_id, rule, now)}
        mark = _DRILL if row["drill"] else ""
        found = self._way(channel).answering.address(Correspondent.of(row))
        owed = Owed.model_validate({name: leased[name] for name in Owed.model_fields})
        return _Job(
            owed=owed,
            had_begun=leased["had_begun"],
            channel=channel,
            to=owed.payload.get("to") or found,
            text=mark + fill(text, values),
            shown=mark + fill(text, values | ({"link": _HIDDEN} if values.get("link") else {})),
            rule=rule,
            reply_to="" if row["external_id"] is None else row["external_id"],
        )

    def _way(self, channel: str) -> WayBack:
        return self._ways[channel]

    def _link(self, report_id: UUID, rule: AnswerRule, now: datetime) -> str:
        if not self._base_url:
            return ""
        until = now + timedelta(days=rule.link_days)
        return f"{self._base_url}{PATH}/{link_token(self._key.current(), report_id, until)}"

    async def _tell(self, units: Units, job: _Job) -> None:
        way = self._way(job.channel)
        end = await self._try(job)
        if isinstance(end, SendFailed) and end.unclear and way.sender.is_idempotent:
            # Sent again under the same key it arrives once, so nothing is unclear yet.
            end.unclear = job.owed.attempts > len(_PAUSES_S)
        async with units.begin(ACTOR) as uow:
            await record(uow, job, end, parts=way.answering.parts(job.text))

    async def _try(self, job: _Job) -> str | SendFailed:
        try:
            return await self._send(job)
        except SendFailed as failed:
            return failed
        except TimeoutError:
            return SendFailed("timeout", unclear=True)
        except Exception as fault:  # noqa: BLE001 - a fault in one sender must not lose the row
            _log.exception("sender %s failed in itself", job.channel)
            return SendFailed(f"fault: {type(fault).__name__}", unclear=True)

    async def _send(self, job: _Job) -> str:
        if not job.to or not job.text:
            raise SendFailed("no_address" if job.text else "no_template", permanent=True)
        sender, key = self._way(job.channel).sender, str(job.owed.id)
        if job.had_begun and not sender.is_idempotent:
            raise SendFailed("ended while sending", unclear=True)
        sending = sender.send(job.to, job.text, reply_to=job.reply_to, key=key)
        return await within(_SEND_WITHIN_S, sending)


async def record(uow: UnitOfWork, job: _Job, end: str | SendFailed, *, parts: int) -> None:
    """Record how a try ended: sent, due again, or given up."""
    row = await uow.look(CitizenAnswer, job.owed.id)
    if row is None:
        return
    if isinstance(end, SendFailed):
        outcome = _outcome_after(job.owed, end)
        TOLD.labels(job.channel, outcome).inc()
        if outcome is AnswerOutcome.OWED:
            pause = max(_PAUSES_S[job.owed.attempts - 1], end.retry_after_s or 0.0)
            await postpone(uow, job.owed, until=uow.now + timedelta(seconds=pause), error=end.error)
            return
        cost = {"parts": parts, "cost": parts * job.rule.cost} if end.unclear else {}
        await uow.change(row, outcome=outcome, error=end.error, text=job.shown, **cost)
    else:
        TOLD.labels(job.channel, AnswerOutcome.SENT).inc()
        await uow.change(
            row,
            outcome=AnswerOutcome.SENT,
            sent_at=uow.now,
            reference=end or None,
            text=job.shown,
            parts=parts,
            cost=parts * job.rule.cost,
        )
    await settle(uow, job.owed)
    await uow.execute(_FORGET, job.owed.id)


def _outcome_after(owed: Owed, end: SendFailed) -> AnswerOutcome:
    if end.unclear:
        return AnswerOutcome.UNCLEAR
    is_over = end.permanent or owed.attempts > len(_PAUSES_S)
    return AnswerOutcome.FAILED if is_over else AnswerOutcome.OWED
