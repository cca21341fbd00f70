"""The labelled sentences of this folder, a file an author (README.md beside them)."""

import json
from pathlib import Path
from typing import Any, Final

from routing.value_object import value_object

FOLDER: Final = Path(__file__).parent


@value_object(kw_only=True)
class Row:
    """One labelled sentence; `life` None means that two careful people could differ."""

    text: str
    author: str
    kind: str
    types: tuple[str, ...]
    priority: int
    life: bool | None
    flags: frozenset[str]
    needs: frozenset[str]
    language: str


def row_of(document: dict[str, Any], author: str) -> Row:
    """Return one line of a file as a row."""
    return Row(
        text=document["text"],
        author=author,
        kind=document["kind"],
        types=tuple(document["types"]),
        priority=document["priority"],
        life=document["life"],
        flags=frozenset(document["flags"]),
        needs=frozenset(document["needs"]) - {"none"},
        language=document["lang"],
    )


def rows_of(path: Path) -> list[Row]:
    """Read one file of labelled sentences."""
    with path.open(encoding="utf-8") as file:
        return [row_of(json.loads(line), path.stem) for line in file if line.strip()]


def files() -> list[Path]:
    """Return the files of this folder in a fixed order."""
    return sorted(FOLDER.glob("*.jsonl"))


def every_row() -> list[Row]:
    """Read all files of this folder, in a fixed order."""
    return [row for path in files() for row in rows_of(path)]
