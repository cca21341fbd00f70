"""What somebody wrote into the public form, as one report. Pure; never raises.

Whoever sends is nobody we know: what only our own people may say (how urgent it is, that it is a
drill, that it is to be opened, when it came) is left out and flagged.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from intake.channels.api.members import Members
from intake.channels.api.read_body import Body, NotReadable, read_members
from intake.channels.api.read_report import Context, read_report
from intake.channels.website.ticket import own_ticket, ticket_from
from intake.location.spellings import said_in
from intake.pipeline.items import Ignored, Item, Media, Message, Unparsable
from intake.pipeline.moments import age_flags
from intake.pipeline.neutral import NeutralReport
from intake.reports.schemas import TEXT_MAX

CHANNEL: Final = "website"
EMPTY: Final = "website.empty"
_NOT_THEIRS: Final = ("open", "drill", "priority", "prioritas", "received_at", "answered_at")
_NEEDLESS: Final = ("channel", "saluran", "captcha_token", "bahasa")
_PLACE: Final = ("location", "lokasi")
_ADDRESS: Final = ("address", "address_string", "alamat")
_PLACE_WORDS: Final = (*_ADDRESS, "text", "name", "label")
_AREAS: Final = (("rt", "RT"), ("rw", "RW"), ("kelurahan", "Kel."), ("kecamatan", "Kec."))
_FILES_MOST: Final = 20
_SHORT: Final = 100
_ADDRESS_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
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
        files = _files(members)
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
    own = _own(members)
    _place(members)
    context = Context(
        now=sent.received_at,
        sender=sender,
        channel=CHANNEL,
        key=own_ticket(members.take("ticket")) or sent.key,
        new_key=ticket_from(sent.new_key),
        raw=sent.body,
        content_type=sent.content_type[:_SHORT],
    )
    report = read_report(read, members, context)
    age = () if said_at is None else age_flags(said_at, sent.received_at)
    return replace(
        report,
        text=_with_category(report.text, own.get("category")),
        occurred_at=report.occurred_at or said_at,
        flags=tuple(dict.fromkeys((*report.flags, *age, *sent.odd))),
        opens=False if sent.odd or "message.old" in age else None,
        extra={**report.extra, **own},
    )


def _own(members: Members) -> dict[str, Any]:
    """Take what only this form has, and what nobody may say here."""
    for name in _NEEDLESS:
        members.take(name)
    for name in _NOT_THEIRS:
        if members.take(name) is not None:
            members.flag(name, "not_theirs")
    if members.truth("consent_privacy", "consent") is False:
        members.flag("consent_privacy", "refused")
    own = {
        "class": members.text("type", "jenis", longest=_SHORT),
        "category": members.text("category", "kategori", longest=_SHORT),
        "secret": members.truth("is_secret", "secret", "rahasia"),
    }
    return {name: value for name, value in own.items() if value}


def _with_category(text: str, category: str | None) -> str:
    """Return the words with the category that was chosen: it may be all that says "fire"."""
    if category is None or category.casefold() in text.casefold():
        return text
    return f"{text}\n({category})".strip()[:TEXT_MAX]


def _place(members: Members) -> None:
    """Put the words of the place together: where it is, RT, RW, kelurahan."""
    said = members.take(*_PLACE)
    inner = Members(said if isinstance(said, Mapping) else {}, "location.")
    words = inner.text(*_PLACE_WORDS, longest=_ADDRESS_MOST)
    if isinstance(said, str) and said_in(said) is None:
        words, said = said.strip(), None
    words = words or members.text(*_ADDRESS, longest=_ADDRESS_MOST) or ""
    whole = _with_area(words, inner, members)[:_ADDRESS_MOST]
    for code in inner.flags:
        member, _, what = code.rpartition(".")
        members.flag(member, what)
    rest = inner.left() if isinstance(said, Mapping) else said
    for name, value in (("location", rest), ("address", whole)):
        if value:
            members.put_back(name, value)


def _with_area(words: str, inner: Members, members: Members) -> str:
    """Return the words of a place with what was said of RT, RW and kelurahan beside them."""
    for name, short in _AREAS:
        value = inner.text(name, longest=_SHORT) or members.text(name, longest=_SHORT)
        if value is not None and value.casefold() not in words.casefold():
            words = f"{words}, {_named(short, value)}".removeprefix(", ")
    return words


def _named(short: str, value: str) -> str:
    return value if value.casefold().startswith(short.casefold()) else f"{short} {value}"


def _files(members: Members) -> tuple[Media, ...]:
    """Take the names of files; the files themselves are not sent to us."""
    said = members.take("attachments", "lampiran")
    files = said if isinstance(said, list) else [said]
    found = tuple(_file(file) for file in files[:_FILES_MOST] if isinstance(file, str | Mapping))
    if found:
        members.flag("attachments", "not_sent")
    elif said is not None:
        members.put_back("attachments", said)
    return found


def _file(said: str | Mapping[str, Any]) -> Media:
    of = Members({"filename": said} if isinstance(said, str) else said)
    name = of.text("filename", "name", longest=_SHORT) or "?"
    mime = of.text("mime", "content_type", longest=_SHORT) or ""
    kind = mime.partition("/")[0]
    return Media(
        external_ref=name,
        kind=kind if kind in {"image", "video", "audio"} else "file",
        mime=mime,
        sha256=of.text("sha256", longest=_SHORT),
        filename=name,
    )
