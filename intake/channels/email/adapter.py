"""A letter as one item. Natural key: its Message-ID; its Date is when it was written.

What machines answer of themselves (out of office, undeliverable, read) says nothing. What looks
like an advertisement or does not come from whom it names is a report that waits for a person.
"""

import codecs
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Letter
from typing import Any, Final

from intake.channels.email.letter import (
    header,
    ids_in,
    is_cut_off,
    media_of,
    sender_of,
    sent_at,
    words_of,
)
from intake.pipeline.items import Ignored, Item, Unparsable
from intake.pipeline.loose import given
from intake.pipeline.said import Said

CHANNEL: Final = "email"
# A letter has at least one of these; without any it is something else.
_HEADERS: Final = ("From", "Sender", "Date", "Message-ID", "Subject", "To", "Received")
# Marks of the byte order and empty lines before a letter do it no harm.
_BEFORE: Final = codecs.BOM_UTF8 + b"\r\n "
_ANSWERED: Final = ("auto-replied", "auto-notified")
_ANSWERS: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponse")
_REPORTS: Final = ("delivery-status", "disposition-notification")
_FORWARDS: Final = ("fwd:", "fw:", "trs:", "fwd ")
_BULK: Final = frozenset({"bulk", "list", "junk"})
_UNPROVEN: Final = ("dmarc=fail", "spf=fail", "dkim=fail")


class EmailAdapter:
    """Translates letters that the city's mail server handed over."""

    channel = CHANNEL

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:email"
    ) -> Sequence[Item]:
        """Return the one item that a letter is; never raises."""
        try:
            return [_item(body, received_at, sender)]
        except RecursionError as problem:
            return [Unparsable(code="message.wrong_shape", reason=str(problem), body=body)]


def _item(body: bytes, received_at: datetime, sender: str) -> Item:
    letter = message_from_bytes(body.lstrip(_BEFORE))
    if not any(name in letter for name in _HEADERS):
        return Unparsable(code="message.wrong_shape", reason="no header of a letter", body=body)
    key = next(iter(ids_in(letter, "Message-ID")), header(letter, "Message-ID"))
    silent = _says_nothing(letter)
    if silent is not None:
        return Ignored(code=silent, natural_key=given(key))
    return _said(letter, key, body, received_at, sender).message()


def _said(
    letter: "Letter[Any, Any]", key: str, body: bytes, received_at: datetime, sender: str
) -> Said:
    author, marks = sender_of(letter), _marks(letter)
    return Said(
        channel=CHANNEL,
        sender=sender,
        received_at=received_at,
        raw=body,
        content_type="message/rfc822",
        key=key,
        kind="email",
        sent=sent_at(letter),
        words=words_of(letter),
        who=author.address,
        name=author.name,
        media=tuple(media_of(letter)),
        reply_to=next(iter(ids_in(letter, "In-Reply-To", "References")), ""),
        is_forwarded=header(letter, "Subject").lower().startswith(_FORWARDS),
        flags=(*marks, *(("message.incomplete",) if is_cut_off(letter) else ())),
        waits=bool(marks),
    )


def _says_nothing(letter: "Letter[Any, Any]") -> str | None:
    """Return the code of an answer that no person wrote; None when it is none."""
    automatic = header(letter, "Auto-Submitted").lower()
    if automatic.startswith(_ANSWERED) or any(name in letter for name in _ANSWERS):
        return "message.auto_reply"
    is_report = letter.get_content_type() == "multipart/report"
    reported = header(letter, "Content-Type").lower()
    if header(letter, "Return-Path") == "<>" or (is_report and _REPORTS[0] in reported):
        return "message.bounce"
    return "message.receipt" if is_report and _REPORTS[1] in reported else None


def _marks(letter: "Letter[Any, Any]") -> tuple[str, ...]:
    """Return why a person should look first."""
    proofs = " ".join(map(str, letter.get_all("Authentication-Results", []))).lower()
    marks = {
        "message.automatic": header(letter, "Auto-Submitted").lower() not in {"", "no"},
        "message.spam": header(letter, "X-Spam-Flag").lower() == "yes",
        "message.bulk": header(letter, "Precedence").lower() in _BULK or "List-Id" in letter,
        "sender.unproven": any(failure in proofs for failure in _UNPROVEN),
    }
    return tuple(mark for mark, is_so in marks.items() if is_so)
