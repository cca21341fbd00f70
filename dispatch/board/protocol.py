"""The board's protocol without sockets: frames out, commands in.

Every snapshot and delta carries `seq`, the last sequence of the log it contains; a client that
comes back says it in `after`. The shapes are in `dispatch/board/frames.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from pydantic import ValidationError

from dispatch.access.subject import Subject
from dispatch.board.frames import (
    COMMANDS,
    KEYLESS,
    NEWEST,
    Command,
    ErrorFrame,
    HelloFrame,
    PingFrame,
    ResultFrame,
    Viewer,
)
from dispatch.board.picture import Kept
from dispatch.kernel.errors import Invalid, TanggapError
from dispatch.kernel.texts import clean_all
from dispatch.kernel.web.json_text import encode
from dispatch.kernel.web.view import View

FRAME_MAX: Final = 64 * 1024
_KINDS: Final = {str(kind.model_fields["type"].default): kind for kind in COMMANDS}


def choose_protocol(wished: str | None) -> int:
    """Return the protocol to speak: the one before for who asks for none, else the newest.

    A client of another version reads in `hello` what it is given.
    """
    return KEYLESS if wished in {None, str(KEYLESS)} else NEWEST


def parse(text: str) -> Command:
    """Read a client's frame; `frame.malformed` or `frame.unknown_type` when it is none of ours."""
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid("frame.malformed", why="not_json") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Invalid("frame.malformed", why="no_type")
    kind = _KINDS.get(frame["type"])
    command = _read(kind or Command, frame)
    if kind is None:
        raise Invalid("frame.unknown_type", frame=frame["type"][:50], id=command.id)
    return command


def _read(kind: type[Command], frame: dict[str, Any]) -> Command:
    try:
        return kind.model_validate(frame)
    except ValidationError as error:
        member = str(error.errors()[0]["loc"][0])
        if member == "sections":
            raise Invalid("frame.malformed", why="not_names") from error
        raise Invalid("frame.malformed", why="not_whole", member=member) from error


def _text(frame: View) -> str:
    return encode(frame).decode()


def hello(
    subject: Subject,
    sections: Sequence[str],
    now: datetime,
    heartbeat_s: float,
    protocol: int = NEWEST,
) -> str:
    """Return the first frame of a connection."""
    who = Viewer(
        kind=subject.kind, name=subject.name, role=subject.role, agency_id=subject.agency_id
    )
    return _text(
        HelloFrame(
            protocol=protocol,
            server_time=now,
            subject=who,
            sections=tuple(sections),
            heartbeat_s=heartbeat_s,
        )
    )


def sections_text(sections: Mapping[str, Sequence[Kept]], protocol: int = NEWEST) -> str:
    """Return the sections of a snapshot from items that are already text."""
    entry_text = _keyless if protocol == KEYLESS else _keyed
    bodies = (
        f"{_quoted(name)}:[{','.join([entry_text(entry) for entry in kept])}]"
        for name, kept in sections.items()
    )
    return "{" + ",".join(bodies) + "}"


def _keyed(entry: Kept) -> str:
    return f'{{"key":{_quoted(entry.key)},"item":{_keyless(entry)}}}'


def _keyless(entry: Kept) -> str:
    return "null" if entry.text is None else entry.text


def snapshot(seq: int, now: datetime, sections: str) -> str:
    """Return the whole picture up to `seq`; `sections` comes from `sections_text`."""
    return f'{{"type":"snapshot","seq":{seq},"at":{_quoted(now)},"sections":{sections}}}'


def delta(seq: int, now: datetime, changes: Sequence[Kept]) -> str:
    """Return what changed up to `seq`; an item that is gone is null."""
    rows = [
        f'{{"section":{_quoted(entry.section.name)},"key":{_quoted(entry.key)},'
        f'"item":{_keyless(entry)}}}'
        for entry in changes
    ]
    return f'{{"type":"delta","seq":{seq},"at":{_quoted(now)},"changes":[{",".join(rows)}]}}'


def _quoted(value: str | datetime) -> str:
    return encode(value).decode()


def result(number: int | None, *, resumed: bool, seq: int) -> str:
    """Return the answer to a command."""
    return _text(ResultFrame(id=number, resumed=resumed, seq=seq))


def error(refusal: TanggapError, number: int | None, language: str) -> str:
    """Return a refusal with the same code, title and detail as over HTTP."""
    problem = clean_all(refusal.problem(language))
    return _text(
        ErrorFrame(
            id=number,
            code=problem["code"],
            title=problem["title"],
            detail=problem["detail"],
        )
    )


def ping(seq: int, now: datetime) -> str:
    """Return a life sign: the log stands at `seq`."""
    return _text(PingFrame(seq=seq, server_time=now))
