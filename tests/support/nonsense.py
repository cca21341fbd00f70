"""Requests that nobody should send.

Made from the API's own document, a valid body at a time with one member gone wrong.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from routing.value_object import value_object
from tests.support.centre import AGENCIES, CHANNEL
from tests.support.wire import describe_api

API: Final = describe_api()
UNKNOWN_ID: Final = "01937d2e-8a00-7000-8000-00000000dead"
# JSON as text, because some of it no encoder would write.
VALUES: Final = (
    '"2026-11-22T04:00:00"',
    '"0001-01-01T00:00:00+07:00"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59-07:00"',
    '"2031-01-01T00:00:00Z"',
    "null",
    "true",
    "-1",
    "0.5",
    "1" + "0" * 30,
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    '""',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00x"',
    '"bukan"',
    json.dumps("x" * 30_000),
    "[]",
    "{}",
    '[{"a": [[]]}]',
    '"01937d2e-8a00-7000-8000-00000000dead"',
)
BODIES: Final = (
    b"",
    b"null",
    b"[]",
    b"7",
    b'"x"',
    b"{",
    b'{"a": }',
    b"\xff\xfe",
    b'{"a": "\xed\xa0\x80"}',
    b"\x00",
    b"[" * 100_000,
    b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    b'{"a": 1' + b"0" * 6_000 + b"}",
    b"{}" * 2,
)
WORDS: Final = (
    "",
    "\x00",
    "bukan",
    "-1",
    "1e400",
    "9" * 40,
    "NaN",
    "x" * 3_000,
    "0001-01-01T00:00:00+07:00",
    "9999-12-31T23:59:59-07:00",
    "2026-11-22T04:00:00",
    "bm90fG91cnM",
    "MDAwMS0wMS0wMVQwMDowMDowMCswNzowMHwwMTkzN2QyZS04YTAwLTcwMDAtODAwMC0wMDAwMDAwMGRlYWQ",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    UNKNOWN_ID,
)


@value_object
class Operation:
    """A request of the document."""

    method: str
    path: str
    queries: tuple[str, ...]
    schema: dict[str, Any] | None

    @property
    def name(self) -> str:
        """Return method and path."""
        return f"{self.method} {self.path}"

    @property
    def names(self) -> list[str]:
        """Return the names in the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def who(self) -> str:
        """Return somebody who may send it, as far as roles go."""
        path = self.path.removeprefix("/api/v1")
        machines = ("/cti", "/channels/flood")
        if path.startswith(machines):
            return CHANNEL
        if path.startswith("/portal"):
            return AGENCIES[0]
        administrators = ("/agencies", "/sla/targets", "/events")
        return "administrator" if path.startswith(administrators) else "dispatcher"

    def address(self, ids: dict[str, str]) -> str:
        """Return the path with real ids in it, relative to the API."""
        path = self.path.removeprefix("/api/v1")
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        return path


def operations() -> list[Operation]:
    """Return every request under /api/v1."""
    return [
        Operation(
            method.upper(),
            path,
            tuple(
                each["name"] for each in described.get("parameters", []) if each["in"] == "query"
            ),
            _body_of(described),
        )
        for path, item in API["paths"].items()
        for method, described in item.items()
        if path.startswith("/api/v1")
    ]


def _body_of(described: dict[str, Any]) -> dict[str, Any] | None:
    media = described.get("requestBody", {}).get("content", {}).get("application/json")
    return None if media is None else _whole(media["schema"])


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = API["components"]["schemas"].get(name, schema)
    return found


_PLAIN: Final = {"integer": 1, "number": 1.5, "boolean": False, "string": "kata"}
_FORMATS: Final = {"date-time": "2026-11-22T03:59:00Z", "uuid": UNKNOWN_ID}


def sample(schema: dict[str, Any]) -> Any:
    """Return a value that the schema takes."""
    whole = _whole(schema)
    found = next(
        (
            whole[member]
            for member in ("example", "const", "default")
            if whole.get(member) is not None
        ),
        None,
    )
    if found is not None:
        return found
    if "enum" in whole or "anyOf" in whole:
        return whole["enum"][0] if "enum" in whole else sample(whole["anyOf"][0])
    if "properties" in whole:
        return {name: sample(part) for name, part in whole["properties"].items()}
    if whole.get("type") == "array":
        return [sample(whole["items"])]
    return _FORMATS.get(whole.get("format", ""), _PLAIN.get(whole.get("type", "")))


def complete(operation: Operation, ids: dict[str, str]) -> dict[str, Any]:
    """Return a body with every member that the request can have, naming things that are there."""
    whole = _whole(operation.schema or {})
    parts = {name: sample(part) for name, part in whole.get("properties", {}).items()} | (
        whole.get("example") or {}
    )
    return {name: ids.get(name, value) for name, value in parts.items()}


def bodies_gone_wrong(
    operation: Operation, ids: dict[str, str], values: tuple[str, ...], *, every: int = 1
) -> Iterator[bytes]:
    """Yield the right body again and again, each time with one member gone wrong or missing.

    Times first, while nothing has changed. With `every` a member gets each so many-th of the
    values, its neighbour the next ones.
    """
    turn = itertools.count(len(operation.path))
    whole, needed = (
        complete(operation, ids),
        set(_whole(operation.schema or {}).get("required", ())),
    )
    right = {name: value for name, value in whole.items() if name in needed}
    for name in sorted(whole, key=lambda name: (not name.endswith("at"), name)):
        body = right | {name: whole[name]}
        for path in places({name: whole[name]}):
            chosen = values[next(turn) % every :: every]
            yield from (spoiled(body, path, value) for value in chosen)
    yield from (without(whole, name) for name in whole)


def places(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every member of a body, nested ones too."""
    members = (
        body.items()
        if isinstance(body, dict)
        else enumerate(body)
        if isinstance(body, list)
        else ()
    )
    for name, member in members:
        yield (*path, name)
        yield from places(member, (*path, name))


def spoiled(body: dict[str, Any], path: tuple[str | int, ...], value: str) -> bytes:
    """Return the body as JSON with `value`, itself JSON, in one place."""
    mark = "@@here@@"
    copy = json.loads(json.dumps(body))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = mark
    return json.dumps(copy).replace(json.dumps(mark), value).encode("utf-8", "surrogatepass")


def without(body: dict[str, Any], name: str) -> bytes:
    """Return the body without a member."""
    return json.dumps({key: value for key, value in body.items() if key != name}).encode()
