"""A letter (RFC 5322) read with patience: wrong character sets, broken parts and headers.

What cannot be read is left out; nothing that a letter may contain raises.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, StartBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message as Letter
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final

from dispatch.kernel.texts import clean
from intake.channels.email.page import text_of_page
from intake.pipeline.items import Media
from intake.pipeline.loose import lines
from routing.value_object import value_object

_ID: Final = re.compile(r"<([^<>\s]+)>")
_SIGNATURE: Final = "--"
_TEXTS: Final = ("text/plain", "text/html")
_CUT_OFF: Final = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
_KINDS: Final = frozenset({"image", "audio", "video"})


@value_object
class Sender:
    """Who wrote, by address and by the name he gave himself."""

    address: str = ""
    name: str = ""


def header(letter: "Letter[Any, Any]", name: str) -> str:
    """Return a header in words, on one line; empty when it is not there."""
    return " ".join(_decoded(letter.get(name, "")).split())


def ids_in(letter: "Letter[Any, Any]", *names: str) -> list[str]:
    """Return the ids of letters that these headers name, in order."""
    return [found for name in names for found in _ID.findall(header(letter, name))]


def sender_of(letter: "Letter[Any, Any]") -> Sender:
    """Return who wrote the letter."""
    for name in ("From", "Sender", "Reply-To", "Return-Path"):
        raw = letter.get(name, "")
        shown, address = parseaddr(raw if isinstance(raw, str) else _decoded(raw))
        if address:
            return Sender(str(clean(address)).lower()[:300], _decoded(shown)[:200])
    return Sender()


def sent_at(letter: "Letter[Any, Any]") -> str | None:
    """Return when it was written, in ISO 8601; None when it does not say so."""
    try:
        moment = parsedate_to_datetime(header(letter, "Date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def words_of(letter: "Letter[Any, Any]") -> str:
    """Return subject and text: the plain one, else what its page says.

    What it quotes at its end and its signature are left out, unless there is nothing else.
    """
    told: dict[str, list[str]] = {kind: [] for kind in _TEXTS}
    for part in letter.walk():
        if _is_text(part):
            told[part.get_content_type()].append(_text(_bytes(part), part.get_content_charset()))
    plain, pages = (lines(*map(str.strip, told[kind])) for kind in _TEXTS)
    whole = plain or text_of_page(pages)
    whole = str(clean(whole.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return lines(header(letter, "Subject"), _own(whole) or whole)


def _own(text: str) -> str:
    """Return a text without its signature, and without what it quotes at its end."""
    told = [line.rstrip() for line in text.split("\n")]
    if _SIGNATURE in told:
        told = told[: told.index(_SIGNATURE)]
    is_quoting = False
    while told and (not told[-1] or told[-1].lstrip().startswith(">")):
        is_quoting |= bool(told.pop())
    if is_quoting and told and told[-1].endswith(":"):
        told.pop()  # "On Friday somebody wrote:"
    return "\n".join(told).strip()


def media_of(letter: "Letter[Any, Any]") -> Iterator[Media]:
    """Yield what is attached; it is found again by its place in the letter, which is kept."""
    for place, part in enumerate(letter.walk()):
        if not part.is_multipart() and not _is_text(part):
            mime, content = part.get_content_type(), _bytes(part)
            kind = mime.partition("/")[0]
            yield Media(
                external_ref=f"part:{place}",
                kind=kind if kind in _KINDS else "document",
                mime=str(clean(mime))[:200],
                sha256=hashlib.sha256(content).hexdigest(),
                filename=_decoded(part.get_filename(""))[:300] or None,
            )


def is_cut_off(letter: "Letter[Any, Any]") -> bool:
    """Whether the end of the letter is missing."""
    return any(isinstance(fault, _CUT_OFF) for part in letter.walk() for fault in part.defects)


def _is_text(part: "Letter[Any, Any]") -> bool:
    if part.is_multipart() or part.get_content_type() not in _TEXTS:
        return False
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _bytes(part: "Letter[Any, Any]") -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(content: bytes, charset: str | None) -> str:
    """Return text in the character set that is promised, else in UTF-8, else as Windows has it."""
    for name in (charset or "utf-8", "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("windows-1252", "replace")


def _decoded(value: Any) -> str:
    """Return a header's words (RFC 2047), also those that somebody wrote without encoding them."""
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        chunks = [(str(value), None)]
    words = (
        _text(chunk, charset) if isinstance(chunk, bytes) else chunk for chunk, charset in chunks
    )
    return str(clean("".join(words))).strip() or str(clean(str(value)))
