"""The public page: a form, and what its sender is told; whole without scripts, in two languages."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse

from intake.channels.api.read_body import NotReadable, read_members
from intake.channels.website.ticket import new_ticket, own_ticket

PATH: Final = "/lapor"
_FOLDER: Final = Path(__file__).parent
PAGES: Final = {
    path.name: path.read_text(encoding="utf-8") for path in (_FOLDER / "pages").iterdir()
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (_FOLDER / "messages").glob("*.json")
}
_OTHER: Final = {"id": "en", "en": "id"}
_FIELDS: Final = ("text", "address", "rt", "rw", "name", "phone", "lat", "lon", "accuracy_m")


def _only(source: str) -> str:
    """Return how a content security policy names this very text."""
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; "
    f"style-src {_only(PAGES['style.css'])}; script-src {_only(PAGES['position.js'])}; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "permissions-policy": "geolocation=(self)",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    # What a citizen wrote stays on no shared computer, and each form has a ticket of its own.
    "cache-control": "no-store",
}


def form_page(
    language: str, typed: Mapping[str, str], *, trouble: str | None = None, status: int = 200
) -> HTMLResponse:
    """Return the form with what was typed in it; `trouble` names the words that say what is wrong.

    What is typed keeps its ticket, so that it is one report however often it is sent.
    """
    words = WORDS[language]
    values = {name: typed.get(name, "") for name in _FIELDS}
    found = words["position_found"].replace("#", values["accuracy_m"])
    values |= {
        "ticket": own_ticket(typed.get("ticket")) or new_ticket(),
        "position_told": found if values["lat"] else "",
    }
    marks = {
        "trouble": _trouble(words, trouble),
        "invalid": 'aria-invalid="true"' if trouble == "empty" else "",
        "anonymous": "checked" if typed.get("anonymous") else "",
        "script": PAGES["position.js"],
    }
    return filled_page(language, "form.html", values, marks, status=status)


def told_page(
    language: str, outcome: str, ticket: str, *, status: int, link: str = ""
) -> HTMLResponse:
    """Return what the sender is told: `received`, `journalled` or `unread`, under which ticket.

    `link` is the secret one to how it stands; without one there is none yet.
    """
    words = WORDS[language]
    values = {
        "ticket": ticket,
        "told_title": words[f"{outcome}_title"],
        "told_words": words[f"{outcome}_words"],
    }
    href = f"{link}?bahasa={language}"
    follow = f'<p><a href="{escape(href)}">{escape(words["status_follow"])}</a></p>' if link else ""
    return filled_page(language, "told.html", values, {"follow": follow}, status=status)


def typed_in(body: bytes, content_type: str) -> dict[str, str]:
    """Return what was typed into the form, as far as anybody can read it."""
    try:
        members = read_members(body, content_type).members
    except NotReadable:
        return {}
    return {name: value for name, value in members.items() if isinstance(value, str)}


def _trouble(words: Mapping[str, str], trouble: str | None) -> str:
    if trouble is None:
        return ""
    return f'<p class="trouble" role="alert"><a href="#text">{escape(words[trouble])}</a></p>'


def filled_page(
    language: str,
    name: str,
    values: Mapping[str, str],
    marks: Mapping[str, str],
    *,
    status: int = 200,
    path: str = PATH,
) -> HTMLResponse:
    """Fill the page at `path`: `values` are anybody's and are escaped, `marks` are our own."""
    said = {**WORDS[language], **values}
    safe = {key: escape(value) for key, value in said.items()}
    other = _OTHER[language]
    ours = {
        **safe,
        **marks,
        "lang": language,
        "other": other,
        "other_name": WORDS[other]["language_name"],
        "style": PAGES["style.css"],
        "path": escape(path),
    }
    content = PAGES[name].format_map(ours)
    whole = PAGES["frame.html"].format_map({**ours, "content": content})
    headers = {**_HEADERS, "content-language": language}
    if path != PATH:
        headers["referrer-policy"] = "no-referrer"  # the address itself is the secret
    return HTMLResponse(whole, status_code=status, headers=headers)
