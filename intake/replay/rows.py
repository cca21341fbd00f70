"""Read the rows of a file: comma-separated values, JSON or JSON lines."""

import csv
import json
from pathlib import Path
from typing import Any, TypeAlias

from intake.replay.errors import BadProfile

Row: TypeAlias = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of `path`; the ending of its name says how it is written."""
    if not path.is_file():
        raise BadProfile("replay.no_file", path=str(path))
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return list(csv.DictReader(text.splitlines(keepends=True)))
    if path.suffix in {".jsonl", ".ndjson"}:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if path.suffix == ".json":
        found = json.loads(text)
        return list(found if isinstance(found, list) else found.get("items", []))
    raise BadProfile("replay.unknown_format", suffix=path.suffix)


def check_columns(rows: list[Row], wanted: list[str]) -> None:
    """Refuse a file that lacks columns of the profile (`replay.columns_missing`)."""
    missing = sorted(set(wanted) - set(rows[0] if rows else ()))
    if missing:
        raise BadProfile("replay.columns_missing", missing=missing)
