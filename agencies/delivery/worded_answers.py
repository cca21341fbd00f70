"""What an agency answers in words, taken through the same doors as the answers of its page.

Only a number that is registered for an agency is heard. What is not clear is kept, and goes on as a
report, so that a person reads it: it may also be a cry for help.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from asyncpg import Record

from agencies.catalogue.channels import BY_NAME
from agencies.channels.answers import Says, WordedAnswer, cause_of, read_answer
from agencies.delivery.models import AgencyWords
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.said_time import read_time
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from dispatch.tasks.answer import acknowledge, decline, lock_task
from dispatch.tasks.decline_cause import SaidCause, read_cause
from dispatch.tasks.lifecycle import ACCEPTED, OFFERED, TaskState, is_behind
from dispatch.tasks.progress import progress
from dispatch.tasks.recall import acknowledge_recall
from dispatch.tasks.record_answer import Answer
from dispatch.transports.hearing import Hearing, Words
from routing.value_object import value_object

NOT_UNDERSTOOD: Final = "not_understood"
NO_ORDER: Final = "no_such_order"
SEVERAL: Final = "several_orders"
_NAME_AT_MOST: Final = 200
_REGISTERED: Final = """
SELECT c.agency_id, (SELECT p ->> 'name' FROM agency a, jsonb_array_elements(a.contacts) p
    WHERE a.id = c.agency_id AND p ->> 'phone' = $2 LIMIT 1) AS person
FROM agency_channel c WHERE c.kind = $1 AND c.address = $2 AND c.active ORDER BY c.agency_id
"""
_ORDERS: Final = """
SELECT t.id, t.agency_id, t.state, t.recall_open, i.number, (
    SELECT count(*) FROM task s WHERE s.incident_id = t.incident_id AND s.agency_id = t.agency_id
        AND (s.assigned_at, s.id) <= (t.assigned_at, t.id)) AS place
FROM task t JOIN incident i ON i.id = t.incident_id
WHERE t.agency_id = ANY($1::text[]) AND t.assigned_at > $4::timestamptz - interval '14 days'
    AND CASE WHEN $2::text IS NULL THEN t.recall_open OR t.state = ANY($3::text[])
        ELSE i.number LIKE $2 END
ORDER BY t.assigned_at, t.id
"""
# A gateway counts from one again when it is replaced, so a key is known for a day.
_KNOWN: Final = """
SELECT task_id FROM agency_words WHERE channel = $1 AND message_key = $2
    AND text = $3 AND at > $4::timestamptz - interval '1 day' LIMIT 1
"""
_LIVE: Final = sorted(OFFERED | ACCEPTED)
_STEPS: Final[Mapping[Says, TaskState]] = {
    Says.ACKNOWLEDGE: TaskState.ACKNOWLEDGED,
    Says.EN_ROUTE: TaskState.EN_ROUTE,
    Says.ON_SCENE: TaskState.ON_SCENE,
    Says.COMPLETED: TaskState.COMPLETED,
}


class NoOrder(Exception):
    """Why a worded answer means no single order; `why` is stable."""

    def __init__(self, why: str) -> None:
        """Keep `why`."""
        super().__init__(why)
        self.why = why


@value_object(kw_only=True)
class _Sender:
    """Whose words they are: the agencies with this number, and the person's name where known."""

    agencies: tuple[str, ...]
    person: str | None


class WordedAnswers:
    """Takes the answers that agencies' duty telephones send in words."""

    async def hear(self, units: Units, words: Words) -> Hearing:
        """Take an answer once, and keep whatever else a registered number says."""
        channel = BY_NAME.get(words.transport)
        if channel is None or not channel.answers or not words.sender:
            return Hearing.STRANGER
        async with units.reading() as reading:
            sender = await _sender_of(reading, words)
            known = await reading.fetchrow(
                _KNOWN, words.transport, words.key, _kept(words), units.clock.now()
            )
        if sender is None:
            return Hearing.STRANGER
        if known is not None:
            return Hearing.UNCLEAR if known["task_id"] is None else Hearing.ANSWERED
        try:
            return await _answer(units, words, sender)
        except NoOrder as none:
            why = none.why
        except (Conflict, Invalid) as refused:
            why = refused.code
        async with units.begin(_actor(words, sender)) as uow:
            _keep(uow, words, sender.agencies[0], task_id=None, result=why)
        return Hearing.UNCLEAR


async def _sender_of(reading: ReadTransaction, words: Words) -> _Sender | None:
    rows = await reading.fetch(_REGISTERED, words.transport, words.sender)
    if not rows:
        return None
    person = next((row["person"] for row in rows if row["person"]), None)
    return _Sender(agencies=tuple(dict.fromkeys(row["agency_id"] for row in rows)), person=person)


async def _answer(units: Units, words: Words, sender: _Sender) -> Hearing:
    said = read_answer(words.text)
    if said is None:
        raise NoOrder(NOT_UNDERSTOOD)
    async with units.begin(_actor(words, sender)) as uow:
        number = None if said.number is None else f"%-{said.number:06d}"
        rows = await uow.fetch(_ORDERS, list(sender.agencies), number, _LIVE, uow.now)
        order = order_meant(said, rows)
        await _apply(uow, order["id"], said, _answer_of(words, sender, said))
        _keep(uow, words, order["agency_id"], task_id=order["id"], result=said.says)
    return Hearing.ANSWERED


def order_meant(said: WordedAnswer, rows: list[Record]) -> Record:
    """Return the one order that an answer can mean.

    With a number alone it is the only order it suits, else the first of that incident; without any
    number there must be exactly one.
    """
    named = [row for row in rows if said.names(row["number"], row["place"])]
    suited = [row for row in named if _suits(said.says, row)]
    if len(suited) > 1 and said.number is not None:
        suited = [row for row in suited if row["place"] == 1] or suited
    if len(suited) == 1:
        return suited[0]
    raise NoOrder(SEVERAL if suited else NO_ORDER)


def _suits(says: Says, row: Record) -> bool:
    state = TaskState(row["state"])
    if says is Says.CANCEL:
        return bool(row["recall_open"])
    if says is Says.DECLINE:
        return state in OFFERED | {TaskState.EXPIRED, TaskState.ACKNOWLEDGED, TaskState.DECLINED}
    return state in OFFERED | ACCEPTED | {TaskState.EXPIRED} or is_behind(state, _STEPS[says])


async def _apply(uow: UnitOfWork, task_id: UUID, said: WordedAnswer, answer: Answer) -> None:
    task = await lock_task(uow, task_id)
    if said.says is Says.CANCEL:
        await acknowledge_recall(uow, task, answer)
    elif said.says is Says.DECLINE:
        cause = cause_of(said.note)
        given = SaidCause(cause=cause) if cause is not None else read_cause("other")
        await decline(uow, task, given, answer)
    elif said.says is Says.ACKNOWLEDGE:
        await acknowledge(uow, task, answer)
    else:
        await progress(uow, task, _STEPS[said.says], answer)


def _answer_of(words: Words, sender: _Sender, said: WordedAnswer) -> Answer:
    label = BY_NAME[words.transport].label.id
    by = f"{sender.person} ({label})" if sender.person else label
    return Answer(by=by[:_NAME_AT_MOST], at=read_time(words.at), note=mask_personal(said.note))


def _kept(words: Words) -> str:
    return mask_personal(words.text)


def _actor(words: Words, sender: _Sender) -> str:
    return f"agency:{sender.agencies[0]}:{words.transport}"


def _keep(
    uow: UnitOfWork, words: Words, agency_id: str, *, task_id: UUID | None, result: str
) -> None:
    uow.add(
        AgencyWords(
            id=uow.new_id(),
            agency_id=agency_id,
            channel=words.transport,
            message_key=words.key,
            text=_kept(words),
            at=uow.now,
            task_id=task_id,
            result=result,
        )
    )
