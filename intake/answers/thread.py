"""What the desk writes to whoever reported, and to who hung up; his answer joins the report."""

from uuid import UUID

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.answers.language import INDONESIAN, language_of
from intake.answers.models import AnswerKind, CitizenAnswer
from intake.answers.owe import Told, owe_answer
from intake.answers.ways import Correspondent, WaysBack
from intake.reports.events import ReportTold
from intake.reports.models import Report


def way_to(ways: WaysBack, channel: str, who: Correspondent) -> tuple[str, str]:
    """Return the channel and the address by which somebody is reached.

    His own channel before a text to his number; `answer.no_way_back` when there is neither.
    """
    own = ways.get(channel)
    address = None if own is None else own.answering.address(who)
    if address is not None:
        return channel, address
    for name, way in ways.items():
        if way.answering.to_numbers and who.phone:
            return name, who.phone
    raise Conflict("answer.no_way_back", channel=channel)


def tell_reporter(uow: UnitOfWork, ways: WaysBack, report: Report, words: str) -> CitizenAnswer:
    """Write to the reporter; a person chose to, so neither quiet hours nor `STOP` hold it back."""
    who = Correspondent(
        phone=report.reporter_phone,
        ref=report.reporter_ref,
        conversation_id=report.conversation_id,
    )
    channel, address = way_to(ways, report.channel, who)
    told = Told(
        kind=AnswerKind.DESK,
        channel=channel,
        address=address,
        language=language_of(report.language, report.text),
        about=report.id,
        report_id=report.id,
        words=words,
    )
    uow.append(
        ReportTold(noun_id=report.id, incident_id=report.incident_id, at=uow.now, channel=channel)
    )
    return owe_answer(uow, told)


def text_back(uow: UnitOfWork, ways: WaysBack, number: str, about: UUID) -> CitizenAnswer:
    """Text somebody who hung up before anybody answered: what he can do now."""
    channel, address = way_to(ways, "", Correspondent(phone=number))
    told = Told(
        kind=AnswerKind.TEXT_BACK,
        channel=channel,
        address=address,
        language=INDONESIAN,
        about=about,
    )
    return owe_answer(uow, told)
