"""Text from outside: kept as it came, except for what no database can hold."""

from typing import Annotated

from pydantic import BeforeValidator

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(value: object) -> object:
    """Replace NUL and lone surrogates, which PostgreSQL and UTF-8 refuse, by U+FFFD; leave other values alone."""
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", _REPLACEMENT)


Text = Annotated[str, BeforeValidator(clean)]
