"""The walk that finds what a schema leaves open."""

from typing import Any

import pytest

from tests.support.untyped import reached, references, untyped


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({}, [""]),
        (True, [""]),
        ({"title": "X", "description": "anything"}, [""]),
        ({"type": "object"}, [""]),
        ({"type": "object", "additionalProperties": True}, [""]),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, []),
        ({"type": "object", "additionalProperties": {}}, ["", ".*"]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, []),
        ({"type": "object", "additionalProperties": False}, []),
        ({"type": "array"}, [""]),
        ({"type": "array", "items": {}}, ["[]"]),
        ({"type": "array", "prefixItems": [{"type": "string"}, {}]}, ["|1"]),
        ({"type": "object", "properties": {"a": {}, "b": {"type": "null"}}}, [".a"]),
        ({"anyOf": [{"type": "null"}, {"type": "object"}]}, ["|1"]),
        ({"$ref": "#/components/schemas/X"}, []),
    ],
)
def test_what_promises_nothing_is_found(schema: Any, found: list[str]) -> None:
    assert list(untyped(schema)) == found


def test_references_are_followed_to_their_end() -> None:
    shapes = {"A": {"items": {"$ref": "#/x/B"}}, "B": {"anyOf": [{"$ref": "#/x/A"}]}, "C": {}}
    assert references([{"$ref": "#/x/A"}, 7]) == {"A"}
    assert reached(shapes, frozenset({"A"})) == {"A", "B"}
