"""The emergency page as HTML: whole without scripts, in two languages."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

from dispatch.kernel.masking import mask_personal
from intake.emergency.said import Waiting
from intake.pipeline.on_paper import PaperNote
from routing.value_object import value_object

PATH: Final = "/darurat"
REFRESH_S: Final = 5
_SHOWN: Final = 200
_FOLDER: Final = Path(__file__).parent
_FRAME: Final = (_FOLDER / "pages" / "frame.html").read_text(encoding="utf-8")
_STYLE: Final = (_FOLDER / "pages" / "style.css").read_text(encoding="utf-8")
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (_FOLDER / "messages").glob("*.json")
}
_OTHER: Final = {"id": "en", "en": "id"}
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'sha256-"
    + b64encode(sha256(_STYLE.encode()).digest()).decode()
    + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@value_object(kw_only=True)
class Situation:
    """How storage stands (a word of the catalogue), since when, and how many wait."""

    standing: str
    since: datetime | None
    count: int


@value_object(kw_only=True)
class Reader:
    """Who reads the page, in which language and zone, and what he may do there."""

    language: str
    zone: ZoneInfo
    sees: bool = False
    sees_numbers: bool = False
    makes_code: bool = False

    def say(self, name: str, **values: object) -> str:
        """Return a sentence of the catalogue, safe to be put into the page."""
        return escape(WORDS[self.language][name].format_map(values))

    def time(self, at: datetime | None) -> str:
        """Return a moment as the clock on the wall shows it."""
        return "?" if at is None else at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def path(self, step: str = "") -> str:
        """Return a path of the page that keeps the reader's language."""
        return f"{PATH}{escape(step)}?bahasa={self.language}"

    def shown(self, text: str) -> str:
        """Return what somebody sent, without numbers for whoever may not see them."""
        return escape(text if self.sees_numbers else mask_personal(text))


def list_page(
    reader: Reader,
    situation: Situation,
    waiting: Sequence[Waiting],
    notes: Mapping[str, Sequence[PaperNote]],
    *,
    trouble: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return what waits; whoever may not see it is asked for the desk's code."""
    parts = [_alert(reader, trouble)]
    if situation.standing == "well":
        parts.append(f'<p><a class="button" href="/">{reader.say("console")}</a></p>')
    if reader.sees:
        parts.extend(_listed(reader, situation, waiting, notes))
    else:
        parts.append(f"<p>{reader.say('closed', count=situation.count)}</p>")
        parts.append(_code_form(reader))
    if reader.makes_code:
        make = (
            f'<form method="post" action="{reader.path("/kode")}"><p>{reader.say("make_hint")}</p>'
        )
        parts.append(f"{make}<button>{reader.say('make')}</button></form>")
    # What is being typed must not be lost to a page that loads again.
    refreshes = reader.sees and trouble is None
    return _page(reader, situation, "\n".join(parts), refreshes=refreshes, status=status)


def note_page(
    reader: Reader, situation: Situation, one: Waiting, *, typed: str = "", trouble: str | None
) -> HTMLResponse:
    """Return the form on which somebody says that he dealt with a report on paper."""
    content = (
        f"{_alert(reader, trouble)}<h2>{reader.say('handle_title')}</h2>{_entry(reader, one)}"
        f'<form method="post" action="{reader.path("/" + one.ticket)}" accept-charset="utf-8">'
        f'<label for="by">{reader.say("by")}</label>'
        '<input id="by" name="by" maxlength="100" required autofocus>'
        f'<label for="note">{reader.say("note")}</label>'
        f'<textarea id="note" name="note" rows="3" maxlength="1000">{escape(typed)}</textarea>'
        f"<button>{reader.say('save')}</button></form>"
        f'<p><a href="{reader.path()}">{reader.say("back")}</a></p>'
    )
    status = 200 if trouble is None else 422
    return _page(reader, situation, content, refreshes=False, status=status)


def code_page(reader: Reader, situation: Situation, code: str, until: datetime) -> HTMLResponse:
    """Return a new desk code, this once."""
    content = (
        f"<p>{reader.say('made', until=reader.time(until))}</p>"
        f'<p class="code">{escape(code)}</p>'
        f'<p><a href="{reader.path()}">{reader.say("back")}</a></p>'
    )
    return _page(reader, situation, content, refreshes=False, status=200)


def _listed(
    reader: Reader,
    situation: Situation,
    waiting: Sequence[Waiting],
    notes: Mapping[str, Sequence[PaperNote]],
) -> list[str]:
    tickets = {one.ticket for one in waiting}
    counts = {"count": situation.count, "handled": len(tickets & notes.keys()), "every": REFRESH_S}
    # What nobody has dealt with comes first into view, however much was handled before it.
    shown = [one for one in waiting if one.ticket not in notes][:_SHOWN]
    shown_tickets = {one.ticket for one in shown}
    handled = [one for one in waiting if one.ticket in notes][-_SHOWN:]
    rows = sorted([*shown, *handled], key=lambda one: one.at)
    parts = [f"<p>{reader.say('waiting' if situation.count else 'none', **counts)}</p>"]
    parts.append("<ol>")
    parts.extend(
        f"<li>{_entry(reader, one)}{_dealt(reader, one.ticket, notes)}</li>" for one in rows
    )
    parts.append("</ol>")
    rest = len(tickets - notes.keys() - shown_tickets)
    if rest:
        parts.append(f"<p>{reader.say('more', count=rest)}</p>")
    left = {ticket: notes[ticket] for ticket in notes if ticket not in tickets}
    if left:
        parts.append(f"<h2>{reader.say('left')}</h2><ol>")
        parts.extend(_left(reader, ticket, noted) for ticket, noted in left.items())
        parts.append("</ol>")
    parts.append(f"<p>{reader.say('unchecked')} {reader.say('other_servers')}</p>")
    return parts


def _entry(reader: Reader, one: Waiting) -> str:
    number = reader.shown(one.number) if one.number else reader.say("no_number")
    return (
        f"<h2>{reader.time(one.at)} &middot; {escape(one.channel)} &middot; {number}</h2>"
        f'<p class="words">{reader.shown(one.words)}</p>'
        f"<details><summary>{reader.say('ticket')} {escape(one.ticket)}:"
        f" {reader.say('whole')}</summary><pre>{reader.shown(one.whole)}</pre></details>"
    )


def _dealt(reader: Reader, ticket: str, notes: Mapping[str, Sequence[PaperNote]]) -> str:
    if ticket in notes:
        return _noted(reader, notes[ticket])
    return f'<p><a class="button" href="{reader.path("/" + ticket)}">{reader.say("handle")}</a></p>'


def _noted(reader: Reader, notes: Sequence[PaperNote]) -> str:
    said = [
        reader.say("handled", by=note.by, at=reader.time(note.at), note=note.note) for note in notes
    ]
    return "".join(f'<p class="paper">{one}</p>' for one in said)


def _left(reader: Reader, ticket: str, notes: Sequence[PaperNote]) -> str:
    return (
        f"<li>{reader.say('ticket')} {escape(ticket)}{_noted(reader, notes)}"
        f'<form method="post" action="{reader.path(f"/{ticket}/disalin")}">'
        f"<button>{reader.say('copied')}</button></form></li>"
    )


def _code_form(reader: Reader) -> str:
    return (
        f'<form method="post" action="{reader.path("/masuk")}">'
        f'<label for="code">{reader.say("code")}</label>'
        '<input id="code" name="code" autocomplete="off" autocapitalize="characters" maxlength="40"'
        f" required><button>{reader.say('enter')}</button></form>"
    )


def _alert(reader: Reader, trouble: str | None) -> str:
    if trouble is None:
        return ""
    return f'<p class="trouble" role="alert">{reader.say(trouble)}</p>'


def _page(
    reader: Reader, situation: Situation, content: str, *, refreshes: bool, status: int
) -> HTMLResponse:
    other = _OTHER[reader.language]
    refresh = f'<meta http-equiv="refresh" content="{REFRESH_S}">\n' if refreshes else ""
    whole = _FRAME.format_map(
        {
            "lang": reader.language,
            "refresh": refresh,
            "title": reader.say("title"),
            "style": _STYLE,
            "path": PATH,
            "other": other,
            "other_name": escape(WORDS[other]["language_name"]),
            "tone": "well" if situation.standing in {"well", "draining"} else "bad",
            "standing": reader.say(situation.standing, since=reader.time(situation.since)),
            "content": content,
        }
    )
    headers = {**_HEADERS, "content-language": reader.language}
    return HTMLResponse(whole, status_code=status, headers=headers)
