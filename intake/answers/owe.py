"""Owe a citizen an answer: what is told, and a row of the outbox, in the same transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.kernel.store.outbox import Owed
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.answers.models import AnswerKind, CitizenAnswer
from intake.answers.ways import address_key
from routing.value_object import value_object

KIND: Final = "citizen_answer"


@value_object(kw_only=True)
class Told:
    """What is to be told, to whom: `about` is the noun that it is about, a report or a call-back.

    `address` is counted and not kept: it is read anew from the report when the answer is sent. Only
    without a report does it wait in the outbox.
    """

    kind: AnswerKind
    channel: str
    address: str
    language: str
    about: UUID
    report_id: UUID | None = None
    words: str = ""


def owe_answer(uow: UnitOfWork, told: Told, *, due_at: datetime | None = None) -> CitizenAnswer:
    """Owe an answer that leaves at `due_at`, now without it."""
    row = CitizenAnswer(
        id=uow.new_id(),
        kind=told.kind,
        report_id=told.report_id,
        channel=told.channel,
        language=told.language,
        address_key=address_key(told.channel, told.address),
        text=told.words,
        at=uow.now,
        actor=uow.actor,
    )
    uow.add(row)
    uow.add(
        Owed(
            id=row.id,
            kind=KIND,
            noun_id=told.about,
            payload={"channel": told.channel}
            | ({} if told.report_id is not None else {"to": told.address}),
            due_at=due_at or uow.now,
            created_at=uow.now,
        )
    )
    return row
