"""The board's protocol without sockets: frames out, commands in. Version 1.

Server frames: hello, snapshot, delta, result, error, ping. Client frames: subscribe {after,
sections}, snapshot, pong. Every snapshot and delta carries `seq`, the last sequence of the log it
contains; a client that comes back says it in `after`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from dispatch.access.subject import Subject
from dispatch.board.picture import Kept
from dispatch.kernel.errors import Invalid, TanggapError
from dispatch.kernel.texts import clean_all
from dispatch.kernel.web.json_text import encode

VERSION: Final = 1
FRAME_MAX: Final = 64 * 1024


@dataclass(slots=True, frozen=True)
class Subscribe:
    """Send these sections; with `after` only what came after that sequence.

    If that is still possible.
    """

    id: int | None
    after: int | None
    sections: frozenset[str] | None


@dataclass(slots=True, frozen=True)
class Again:
    """Send a fresh snapshot."""

    id: int | None


@dataclass(slots=True, frozen=True)
class Pong:
    """The client is alive."""


Command = Subscribe | Again | Pong


def parse(text: str) -> Command:
    """Read a client's frame; `frame.malformed` or `frame.unknown_type` when it is none of ours."""
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid("frame.malformed", why="not_json") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Invalid("frame.malformed", why="no_type")
    number = _whole(frame, "id")
    if frame["type"] == "subscribe":
        return Subscribe(number, _whole(frame, "after"), _names(frame.get("sections")))
    if frame["type"] == "snapshot":
        return Again(number)
    if frame["type"] == "pong":
        return Pong()
    raise Invalid("frame.unknown_type", frame=str(frame["type"])[:50], id=number)


def _whole(frame: dict[str, Any], name: str) -> int | None:
    value = frame.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise Invalid("frame.malformed", why="not_whole", member=name)


def _names(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return frozenset(value)
    raise Invalid("frame.malformed", why="not_names")


def dump(frame: dict[str, Any]) -> str:
    """Return a frame as text."""
    return encode(frame).decode()


def hello(subject: Subject, sections: Sequence[str], now: datetime, heartbeat_s: float) -> str:
    """Return the first frame of a connection."""
    who = {
        "kind": subject.kind,
        "name": subject.name,
        "role": subject.role,
        "agency_id": subject.agency_id,
    }
    return dump(
        {
            "type": "hello",
            "protocol": VERSION,
            "server_time": now,
            "subject": who,
            "sections": list(sections),
            "heartbeat_s": heartbeat_s,
        }
    )


def sections_text(sections: Mapping[str, Sequence[Kept]]) -> str:
    """Return the sections of a snapshot from items that are already text."""
    bodies = (
        f"{_quoted(name)}:[{','.join([entry.text for entry in kept if entry.text is not None])}]"
        for name, kept in sections.items()
    )
    return "{" + ",".join(bodies) + "}"


def snapshot(seq: int, now: datetime, sections: str) -> str:
    """Return the whole picture up to `seq`; `sections` comes from `sections_text`."""
    return f'{{"type":"snapshot","seq":{seq},"at":{_quoted(now)},"sections":{sections}}}'


def delta(seq: int, now: datetime, changes: Sequence[Kept]) -> str:
    """Return what changed up to `seq`; an item that is gone is null."""
    rows = [
        f'{{"section":{_quoted(entry.section.name)},"key":{_quoted(entry.key)},'
        f'"item":{"null" if entry.text is None else entry.text}}}'
        for entry in changes
    ]
    return f'{{"type":"delta","seq":{seq},"at":{_quoted(now)},"changes":[{",".join(rows)}]}}'


def _quoted(value: str | datetime) -> str:
    return encode(value).decode()


def result(number: int | None, **members: Any) -> str:
    """Return the answer to a command."""
    return dump({"type": "result", "id": number, "ok": True, **members})


def error(refusal: TanggapError, number: int | None, language: str) -> str:
    """Return a refusal with the same code, title and detail as over HTTP."""
    problem = clean_all(refusal.problem(language))
    frame = {
        "type": "error",
        "id": number,
        "code": problem["code"],
        "title": problem["title"],
        "detail": problem["detail"],
    }
    return dump(frame)


def ping(seq: int, now: datetime) -> str:
    """Return a life sign: the log stands at `seq`."""
    return dump({"type": "ping", "seq": seq, "server_time": now})
