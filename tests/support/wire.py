"""What others read from us and keep for years, as files.

The API's document, the frames of the board's socket, and the facts of the log.

`python -m tests.support.wire` writes them anew. Look at the difference before you commit it: a
member that is gone or renamed breaks a client, and a fact that changed its fields can no longer be
read as it was written.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from agencies.portal.presence import PRESENCE, AgencyPresence
from dispatch.board.frames import describe_frames
from dispatch.board.section import SECTIONS
from dispatch.kernel.container import Services
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.migrations import load_tables
from intake.calls.board_section import calls_of
from intake.reports.board_sections import CALLS
from main import ROOMS, create_app
from tests.support.paths import ROOT

load_tables(("dispatch", "intake", "agencies"))
OPENAPI_FILE: Final = ROOT / "tests/contract/openapi.json"
FRAMES_FILE: Final = ROOT / "tests/contract/frames.json"
EVENTS_FILE: Final = ROOT / "tests/contract/events.json"
UPDATE: Final = (
    "the wire changed: if that is meant, run `python -m tests.support.wire` and commit it"
)
_FOLDERS = ("dispatch.", "intake.", "agencies.")
_BASE = {field.name for field in fields(Event)}


def kinds_of_events() -> list[type[Event]]:
    """Return every class of facts that the product can append, by type."""
    found: set[type[Event]] = set()
    below: list[type[Event]] = [Event]
    while below:
        kind = below.pop()
        below.extend(kind.__subclasses__())
        found |= {kind} if kind.type and _is_ours(kind) else set()
    return sorted(found, key=lambda kind: kind.type)


def _is_ours(kind: type[Event]) -> bool:
    # A dataclass with slots leaves behind the class it was made from, which nobody can name.
    return (
        kind.__module__.startswith(_FOLDERS)
        and getattr(sys.modules[kind.__module__], kind.__name__) is kind
    )


def describe_events() -> dict[str, dict[str, str]]:
    """Return the fields that each type adds, with their types."""
    return {
        kind.type: {
            field.name: _named(field.type) for field in fields(kind) if field.name not in _BASE
        }
        for kind in kinds_of_events()
    }


def _named(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind)


def describe_api() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return create_app(Settings(database_url=None, redis_url=None)).openapi()


def describe_frames_of_rooms() -> dict[str, Any]:
    """Return the frames of the board's socket, with the sections of all rooms."""
    services = Services(CALLS.filled(calls_of), PRESENCE.filled(AgencyPresence(None)))
    return describe_frames([make(services) for make in SECTIONS.of(ROOMS)])


def as_text(document: Any) -> str:
    """Return a document as the files keep it."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(path: Path, document: Any) -> None:
    """Write a document."""
    path.write_text(as_text(document), encoding="utf-8")


if __name__ == "__main__":
    write(EVENTS_FILE, describe_events())
    write(OPENAPI_FILE, describe_api())
    write(FRAMES_FILE, describe_frames_of_rooms())
