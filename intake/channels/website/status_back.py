"""What a reporter says when it is over: not done, which goes back to the desk once; how it was."""

from datetime import datetime
from typing import Final
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.answers.models import CitizenRating
from intake.answers.ticket import ticket_of
from intake.channels.website.adapter import CHANNEL
from intake.pipeline.items import Message
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.receive_items import Outcome, ReceiveItems, Source

NOT_DONE: Final = "citizen.not_done"
_SOURCE: Final = Source(channel=CHANNEL, sender="citizen:status")
_WORDS_MOST: Final = 1_000


async def send_back(items: ReceiveItems, report: Record, words: str, *, at: datetime) -> Outcome:
    """Bring a report back to the desk as a new one that waits for a person.

    Its key is the ticket, so it comes back once however often the button is pressed. What was
    decided about the first stays as it was; the desk reopens its incident, or opens another.
    """
    ticket = ticket_of(report["id"])
    text = f"Belum selesai menurut pelapor, tiket {ticket}. {words[:_WORDS_MOST]}".strip()
    back = NeutralReport(
        channel=CHANNEL,
        external_id=f"{ticket} belum selesai",
        received_at=at,
        text=f"{text}\n\n{report['text']}"[:20_000],
        language=report["language"],
        reporter_name=report["reporter_name"],
        reporter_phone=report["reporter_phone"],
        reporter_ref=report["reporter_ref"],
        anonymous=report["anonymous"],
        lat=report["lat"],
        lon=report["lon"],
        accuracy_m=report["accuracy_m"],
        location_method=report["location_method"],
        address=report["address"],
        flags=(NOT_DONE,),
        opens=False,
        one_per_key=True,
        drill=report["drill"],
        extra={"ticket": ticket, "incident": report["incident_number"] or ""},
        sender=_SOURCE.sender,
    )
    [outcome] = await items.receive([Message(report=back)], _SOURCE)
    return outcome


async def rate(uow: UnitOfWork, report_id: UUID, score: int, words: str) -> None:
    """Keep how satisfied a reporter is; what he says last counts."""
    known = await uow.look(CitizenRating, report_id)
    said = words[:_WORDS_MOST]
    if known is None:
        uow.add(CitizenRating(report_id=report_id, score=score, said=said, at=uow.now))
    else:
        await uow.change(known, score=score, said=said, at=uow.now)
