"""The pages of how a report stands; whole without scripts, in two languages."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

from intake.answers.link import PATH
from intake.channels.website.page import PAGES, WORDS, filled_page
from intake.channels.website.status_read import Standing

SCORES: Final = range(1, 6)


def ask_page(
    language: str, ticket: str, *, trouble: str | None = None, status: int = 200
) -> HTMLResponse:
    """Return the page that asks for a ticket; `trouble` names the words that say what is wrong."""
    words = WORDS[language]
    marks = {"trouble": _alert(words[f"status_{trouble}"]) if trouble else ""}
    values = {"ticket": ticket[:40], "title": words["status_title"]}
    return filled_page(language, "status_ask.html", values, marks, status=status, path=PATH)


def status_page(
    language: str,
    standing: Standing,
    ticket: str,
    *,
    link: str,
    zone: ZoneInfo,
    told: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return how a report stands; `told` names the words that answer what its reporter just did."""
    words = WORDS[language]
    values = {
        "title": words["status_title"],
        "ticket": ticket,
        "state": words[f"state_{standing.state}"],
        "state_more": words[f"state_{standing.state}_more"],
    }
    marks = {
        "thanks": "" if told is None else _alert(words[f"status_{told}"]),
        "steps": "\n".join(_steps(language, standing.steps, zone)),
        "ask": _ask(language, link) if standing.is_over else "",
    }
    return filled_page(language, "status.html", values, marks, status=status, path=link)


def _ask(language: str, link: str) -> str:
    words = {name: escape(text) for name, text in WORDS[language].items()}
    scores = "\n".join(
        f'<p class="check"><input id="score-{score}" name="nilai" type="radio" value="{score}">'
        f' <label for="score-{score}">{words[f"score_{score}"]}</label></p>'
        for score in SCORES
    )
    ours = {**words, "lang": language, "path": escape(link), "scores": scores}
    return PAGES["status_over.html"].format_map(ours)


def _steps(language: str, steps: Iterable[tuple[str, datetime]], zone: ZoneInfo) -> Iterable[str]:
    for name, at in steps:
        here = at.astimezone(zone)
        said = f"{here:%d-%m-%Y %H.%M} {here:%Z}"
        yield (
            f"<li>{escape(WORDS[language][f'step_{name}'])}: "
            f'<time datetime="{here.isoformat(timespec="minutes")}">{said}</time></li>'
        )


def _alert(said: str) -> str:
    return f'<p class="trouble" role="alert">{escape(said)}</p>'
