"""Frames of the board's socket held against their schemas."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.support.wire import describe_frames_of_rooms


def _sealed(schema: Any) -> Any:
    """Return a schema in which an object has no members but the named ones."""
    if isinstance(schema, list):
        return [_sealed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {**{name: _sealed(part) for name, part in schema.items()}, **more}


@cache
def _judges() -> dict[str, Draft202012Validator]:
    """Return who judges frames by their type, and changes by their section."""
    components = _sealed(describe_frames_of_rooms()["components"])
    shapes = components["schemas"]
    changes = shapes["DeltaFrame"]["properties"]["changes"].pop("items")["oneOf"]
    named = {each["properties"]["section"]["const"]: each for each in changes}
    for reference in shapes["ServerFrame"]["oneOf"]:
        shape = shapes[reference["$ref"].rpartition("/")[2]]
        named[shape["properties"]["type"]["const"]] = shape
    return {
        name: Draft202012Validator(
            {"components": components, **shape}, format_checker=FormatChecker()
        )
        for name, shape in named.items()
    }


def _parts(frame: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a frame, and each change by itself: asking all sections whose it is takes long."""
    yield frame["type"], frame
    yield from ((change["section"], change) for change in frame.get("changes", ()))


def faults(frames: Iterable[dict[str, Any]]) -> list[str]:
    """Return what frames of the server hold that is not promised, and what they lack."""
    return [
        f"{name} {list(error.absolute_path)}: {error.message[:300]}"
        for frame in frames
        for name, part in _parts(frame)
        for error in _judges()[name].iter_errors(part)
    ]
