"""Text from outside: kept as it came, except for what no database can hold."""

import codecs
from typing import Annotated, Any

import orjson
from pydantic import BeforeValidator

_ESCAPED_NUL = b"\\u0000"
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

    A mark of the byte order before it, as some programs write, does no harm.
    """
    value = orjson.loads(body.removeprefix(codecs.BOM_UTF8))
    return clean_all(value) if _ESCAPED_NUL in body else value


def clean_all(value: Any) -> Any:
    """Clean every text in a JSON value, names of members too."""
    if isinstance(value, dict):
        return {clean(name): clean_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [clean_all(member) for member in value]
    return clean(value)


Text = Annotated[str, BeforeValidator(clean)]
