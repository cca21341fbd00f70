"""What somebody wrote into the public form, as one report. Pure; never raises.

Whoever sends is nobody we know: what only our own people may say (how urgent it is, that it is a
drill, that it is to be opened, when it came) is left out and flagged.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from intake.channels.api.form import SHORT, take_files, take_kind, take_place, with_category
from intake.channels.api.members import Members
from intake.channels.api.read_body import Body, NotReadable, read_members
from intake.channels.api.read_report import Context, read_report
from intake.channels.website.ticket import own_ticket, ticket_from
from intake.pipeline.items import Ignored, Item, Message, Unparsable
from intake.pipeline.moments import age_flags
from intake.pipeline.neutral import NeutralReport
from routing.value_object import value_object

CHANNEL: Final = "website"
EMPTY: Final = "website.empty"
_NOT_THEIRS: Final = ("open", "drill", "priority", "prioritas", "received_at", "answered_at")
_NEEDLESS: Final = ("channel", "saluran", "captcha_token", "bahasa")


@value_object(kw_only=True)
class Sent:
    """A form as it was sent, and what is known beside it.

    `key` is the sender's own for this message, `new_key` what a ticket is made of without one;
    `odd` are flags for what whoever took it in saw about it.
    """

    body: bytes
    content_type: str = "application/json"
    received_at: datetime
    key: str | None = None
    new_key: str = ""
    odd: tuple[str, ...] = ()


class WebsiteAdapter:
    """Translates what the public form sends, and what other pages send as JSON."""

    channel = CHANNEL

    def parse(self, sent: Sent, *, sender: str) -> Sequence[Item]:
        """Return one item; never raises."""
        try:
            read = read_members(sent.body, sent.content_type)
        except NotReadable as problem:
            key = hashlib.sha256(sent.body).hexdigest()
            return [
                Unparsable(
                    code="website.unreadable",
                    reason=str(problem),
                    body=sent.body,
                    natural_key=key,
                )
            ]
        members = Members(read.members)
        files = take_files(members)
        report = _report(read, members, sent, sender)
        if not (files or _says_something(report)):
            return [Ignored(code=EMPTY)]
        # A form that is corrected and sent once more goes on with the same report.
        return [Message(report=report, conversation_id=report.external_id, media=files)]


def _says_something(report: NeutralReport) -> bool:
    return bool(
        report.text.strip()
        or report.address
        or report.lat is not None
        or report.reporter_phone
        or report.reporter_name
        or report.reporter_ref
        or report.media
    )


def _report(read: Body, members: Members, sent: Sent, sender: str) -> NeutralReport:
    said_at = members.moment("submitted_at", now=sent.received_at)
    _refuse_privileges(members)
    kind = take_kind(members)
    take_place(members)
    context = Context(
        now=sent.received_at,
        sender=sender,
        channel=CHANNEL,
        key=own_ticket(members.take("ticket")) or sent.key,
        new_key=ticket_from(sent.new_key),
        raw=sent.body,
        content_type=sent.content_type[:SHORT],
    )
    report = read_report(read, members, context)
    age = () if said_at is None else age_flags(said_at, sent.received_at)
    return replace(
        report,
        text=with_category(report.text, kind.get("category")),
        occurred_at=report.occurred_at or said_at,
        flags=tuple(dict.fromkeys((*report.flags, *age, *sent.odd))),
        opens=False if sent.odd or "message.old" in age else None,
        extra={**report.extra, **kind},
    )


def _refuse_privileges(members: Members) -> None:
    """Take away what nobody may say here, and what nobody needs."""
    for name in _NEEDLESS:
        members.take(name)
    for name in _NOT_THEIRS:
        if members.take(name) is not None:
            members.flag(name, "not_theirs")
