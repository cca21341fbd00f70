"""Where a JSON schema promises nothing: what may be anything, and objects without members."""

from collections.abc import Iterator
from typing import Any

_WORDS_ONLY = frozenset({"title", "description", "default", "example", "examples", "deprecated"})
_ALTERNATIVES = ("anyOf", "oneOf", "allOf", "prefixItems")


def untyped(schema: Any, where: str = "") -> Iterator[str]:
    """Yield the place of every part of a schema that says nothing of its values."""
    if not isinstance(schema, dict) or not set(schema) - _WORDS_ONLY:
        yield where
        return
    if _is_open_object(schema) or (schema.get("type") == "array" and _items(schema) is None):
        yield where
    for name, member in schema.get("properties", {}).items():
        yield from untyped(member, f"{where}.{name}")
    for name, part in _parts(schema):
        yield from untyped(part, f"{where}{name}")


def _is_open_object(schema: dict[str, Any]) -> bool:
    if schema.get("type") != "object":
        return False
    others = schema.get("additionalProperties")
    typed = isinstance(others, dict) and bool(others)
    return others is True or not (schema.get("properties") or typed or others is False)


def _items(schema: dict[str, Any]) -> Any:
    return schema.get("items", schema.get("prefixItems"))


def _parts(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(schema.get("items"), dict):
        yield "[]", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield ".*", schema["additionalProperties"]
    for word in _ALTERNATIVES:
        yield from ((f"|{number}", part) for number, part in enumerate(schema.get(word, ())))


def references(schema: Any) -> frozenset[str]:
    """Return the names of the shapes that a schema refers to."""
    if isinstance(schema, list):
        return frozenset().union(*map(references, schema))
    if not isinstance(schema, dict):
        return frozenset()
    own = {str(schema["$ref"]).rpartition("/")[2]} if "$ref" in schema else set()
    return frozenset(own).union(*map(references, schema.values()))


def reached(shapes: dict[str, Any], names: frozenset[str]) -> frozenset[str]:
    """Return `names` and every shape that they lead to."""
    found = names
    while more := frozenset().union(*(references(shapes[name]) for name in found)) - found:
        found |= more
    return found
