"""Every frame of the board's socket, one shape each; the agencies' page uses the same socket.

Frames that carry items are written as text by `dispatch/board/protocol.py`, which takes each item
as it was encoded once for everybody. What their items are follows from the sections.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from dispatch.kernel.web.view import View

# A console that was loaded before an upgrade asks for no protocol: its snapshots have items without
# a key, as they were.
KEYLESS: Final = 1
NEWEST: Final = 2
Schema = dict[str, Any]
_FOLDER: Final = "#/components/schemas/"
_NULL: Final[Schema] = {"type": "null"}


class Viewer(View):
    """Whom the centre takes the client for."""

    kind: str
    name: str
    role: str
    agency_id: str | None


class HelloFrame(View):
    """The first frame of a connection."""

    type: Literal["hello"] = "hello"
    protocol: int = Field(description="The protocol of the frames that follow.")
    server_time: datetime
    subject: Viewer
    sections: tuple[str, ...] = Field(description="Sections of which the client may see anything.")
    heartbeat_s: float = Field(description="The line is dead after three of these in silence.")


class ResultFrame(View):
    """A command was taken; the picture, or what the client missed of it, follows."""

    type: Literal["result"] = "result"
    id: int | None = Field(description="The command's id.")
    ok: Literal[True] = True
    resumed: bool = Field(description="Whether a delta follows rather than a whole snapshot.")
    seq: int = Field(description="The last sequence of the log in the picture.")


class ErrorFrame(View):
    """A command or the connection was refused; code, title and detail as over HTTP."""

    type: Literal["error"] = "error"
    id: int | None = Field(description="The command's id, where it could be read.")
    code: str = Field(description="Stable, for programs.")
    title: str
    detail: str


class PingFrame(View):
    """A life sign, to be answered by a pong."""

    type: Literal["ping"] = "ping"
    seq: int = Field(description="The last sequence of the log in the picture.")
    server_time: datetime


class SnapshotFrame(View):
    """The whole picture; a section that the client may not see is not in it."""

    type: Literal["snapshot"] = "snapshot"
    seq: int = Field(description="The last sequence of the log in the picture.")
    at: datetime
    sections: Mapping[str, Sequence[View]]


class DeltaFrame(View):
    """What became different.

    What moves without a fact of the log, such as a unit on its way, repeats the sequence before.
    """

    type: Literal["delta"] = "delta"
    seq: int = Field(description="The last sequence of the log in the picture.")
    at: datetime
    changes: Sequence[View]


class Command(BaseModel):
    """A command of the client; its answer carries the same id."""

    model_config = ConfigDict(frozen=True, strict=True, json_schema_extra={"required": ["type"]})

    id: int | None = Field(default=None, ge=0)


class Subscribe(Command):
    """Send these sections (null: all), whole, or with `after` what came after that sequence.

    A sequence that is too old, or of another log, gets a snapshot.
    """

    type: Literal["subscribe"] = "subscribe"
    after: int | None = Field(default=None, ge=0)
    sections: list[str] | None = None


class Again(Command):
    """Send a fresh snapshot."""

    type: Literal["snapshot"] = "snapshot"


class Pong(Command):
    """The client is alive."""

    type: Literal["pong"] = "pong"


COMMANDS: Final = (Subscribe, Again, Pong)
_SAID: Final = (HelloFrame, ResultFrame, ErrorFrame, PingFrame, SnapshotFrame, DeltaFrame)


class Shown(Protocol):
    """As much of a section as the shape of a frame depends on."""

    name: str

    @property
    def view(self) -> type[View]:
        """Return what the section's items are."""
        ...


def describe_frames(sections: Iterable[Shown]) -> Schema:
    """Return the schemas of all frames as an OpenAPI document without requests."""
    views = {section.name: section.view for section in sections}
    given: list[type[BaseModel]] = [*_SAID, *views.values()]
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *[(model, "serialization") for model in given],
        *[(model, "validation") for model in COMMANDS],
    ]
    _, made = models_json_schema(models, ref_template=f"{_FOLDER}{{model}}")
    schemas = made["$defs"]
    del schemas[View.__name__]  # it stood for the items, which the sections say below
    schemas["SectionName"] = {"type": "string", "enum": list(views)}
    names = {"type": "array", "items": _reference("SectionName")}
    hello = schemas["HelloFrame"]["properties"]
    hello["sections"] |= names
    hello["protocol"]["const"] = NEWEST
    schemas["Subscribe"]["properties"]["sections"] = {"anyOf": [names, _NULL]}
    schemas["SnapshotFrame"]["properties"]["sections"] = _members(
        {
            name: {"type": "array", "items": _entry(_reference(view.__name__))}
            for name, view in views.items()
        },
        required=(),
    )
    schemas["DeltaFrame"]["properties"]["changes"]["items"] = {
        "oneOf": [
            _entry(
                {"anyOf": [_reference(view.__name__), _NULL]},
                section={"type": "string", "const": name},
            )
            for name, view in views.items()
        ]
    }
    schemas["ServerFrame"] = {"oneOf": [_reference(model.__name__) for model in _SAID]}
    schemas["ClientFrame"] = {"oneOf": [_reference(model.__name__) for model in COMMANDS]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tanggap 112: the board's socket", "version": str(NEWEST)},
        "paths": {},
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _reference(name: str) -> Schema:
    return {"$ref": f"{_FOLDER}{name}"}


def _entry(item: Schema, **more: Schema) -> Schema:
    members = {**more, "key": {"type": "string"}, "item": item}
    return _members(members, required=tuple(members))


def _members(members: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(members),
        "required": list(required),
        "additionalProperties": False,
    }
