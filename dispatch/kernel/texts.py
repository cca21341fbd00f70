"""Text from outside: kept as it came, except for what no database can hold."""

import codecs
import json
import math
from typing import Annotated, Any

import orjson
from pydantic import BeforeValidator

_ESCAPED_NUL = b"\\u0000"
# No message of anybody lies deeper. What does would end the functions that walk through a value,
# and the message with them.
DEEPEST = 100
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(value: object) -> object:
    """Replace NUL and lone surrogates, which PostgreSQL and UTF-8 refuse, by U+FFFD.

    Leave other values alone.
    """
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return (
        value.encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
        .replace("\0", _REPLACEMENT)
    )


def loads_clean(body: bytes) -> Any:
    """Read JSON whose texts a database can hold; `orjson.JSONDecodeError` when it is none.

    A mark of the byte order before it, as some programs write, does no harm. What lies too deep is
    cut off.
    """
    text = body.removeprefix(codecs.BOM_UTF8)
    try:
        value, is_dirty = orjson.loads(text), _ESCAPED_NUL in text
    except orjson.JSONDecodeError as error:
        value, is_dirty = _loads_patiently(text, error), True
    if text.count(b"[") + text.count(b"{") > DEEPEST:
        value = cut_deep(value)
    return clean_all(value) if is_dirty else value


def _loads_patiently(text: bytes, error: orjson.JSONDecodeError) -> Any:
    """Read half of a character that a gateway cut in two, NaN, and a number of any size."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise error from None


def cut_deep(value: Any, depth: int = 0) -> Any:
    """Return a JSON value without what lies more than a hundred levels deep."""
    if not isinstance(value, dict | list):
        return value
    if depth >= DEEPEST:
        return _REPLACEMENT
    if isinstance(value, dict):
        return {name: cut_deep(member, depth + 1) for name, member in value.items()}
    return [cut_deep(member, depth + 1) for member in value]


def dumps_any(value: Any) -> bytes:
    """Return JSON of whatever was read from JSON, a number of any size among it."""
    try:
        return orjson.dumps(value, default=str)
    except orjson.JSONEncodeError:
        return json.dumps(_finite(value), default=str).encode()


def _finite(value: Any) -> Any:
    """Return null for what JSON has no word for, as the quick way does."""
    if isinstance(value, dict):
        return {name: _finite(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def clean_all(value: Any) -> Any:
    """Clean every text in a JSON value, names of members too."""
    if isinstance(value, dict):
        return {clean(name): clean_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [clean_all(member) for member in value]
    return clean(value)


Text = Annotated[str, BeforeValidator(clean)]
