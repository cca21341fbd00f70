"""Members of a message whose shape nobody promised: what is not as it should be reads as empty."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

TEXT_MOST: Final = 20_000
ID_MOST: Final = 300
_DEEPEST: Final = 6


def members(value: Any) -> dict[str, Any]:
    """Return an object's members; none when it is no object."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return a list as it is, one thing as a list of it, nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: Any, longest: int = TEXT_MOST) -> str:
    """Return a text; a number is one, anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()[:longest]


def named(value: Mapping[str, Any], *names: str, longest: int = ID_MOST) -> str:
    """Return the first of these members that is a text, as short as names and ids are."""
    return next((text for name in names if (text := plain(value.get(name), longest))), "")


def given(text: str) -> str | None:
    """Return a text; None where nobody gave one."""
    return text or None


def joined(*names: str, by: str = ":") -> str:
    """Return the names that are not empty as one."""
    return by.join(name for name in names if name)


def lines(*texts: str) -> str:
    """Return the texts that are not empty, each on its line."""
    return joined(*texts, by="\n")


def texts_in(value: Any, about: Collection[str], depth: int = 0) -> Iterator[str]:
    """Yield the texts of something of an unknown shape: the cry for help may be among them.

    Members that are named in `about` are about the message and not in it.
    """
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, dict | list) and depth < _DEEPEST:
        inner = value
        if isinstance(value, dict):
            inner = [member for name, member in value.items() if name not in about]
        for one in inner:
            yield from texts_in(one, about, depth + 1)
