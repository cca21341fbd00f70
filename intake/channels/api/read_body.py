"""The bytes of a request as the members of one report, as far as anybody can read them."""

import codecs
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from dispatch.kernel.texts import clean_all, cut_deep, loads_clean
from routing.value_object import value_object

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORM: Final = "application/x-www-form-urlencoded"
_MEMBER: Final = re.compile(
    r'"(\w{1,40})"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false)'
)
_MOST_SALVAGED: Final = 200


@value_object
class Body:
    """The members of a report, and what was odd about the bytes."""

    members: dict[str, Any]
    flags: tuple[str, ...] = ()


class NotReadable(ValueError):
    """The bytes are no report in any form we know."""


def read_members(body: bytes, content_type: str = "") -> Body:
    """Return the members of the report in `body`; `NotReadable` when it holds none.

    JSON whatever the media type says, with or without a mark before it, in any Unicode encoding;
    else a form.
    """
    try:
        return _as_report(_loaded(body))
    except NotReadable:
        if content_type.partition(";")[0].strip().lower() != _FORM:
            raise
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    if not pairs:
        raise NotReadable("an empty form")
    return Body(clean_all(dict(reversed(pairs))))


def _as_report(body: Body) -> Body:
    value: Any = body.members
    if isinstance(value, list) and len(value) == 1:
        return _as_report(Body(value[0], (*body.flags, "body.list")))
    if isinstance(value, str) and value.strip():
        return Body({"text": value}, (*body.flags, "body.text"))
    if not isinstance(value, dict):
        raise NotReadable(f"a report is an object, this is {type(value).__name__}")
    return body


def _loaded(body: bytes) -> Body:
    """Read JSON, from the strictest reading to the most patient one."""
    try:
        return Body(loads_clean(body))
    except orjson.JSONDecodeError as error:
        problem = str(error)
    except RecursionError:
        problem = "nested too deep"
    text, flags = _decoded(body)
    try:
        # Reads lone surrogates, NaN and numbers of any size.
        return Body(clean_all(cut_deep(json.loads(text))), flags)
    except RecursionError:
        return Body(_salvaged(text), (*flags, "body.too_deep"))
    except ValueError:
        raise NotReadable(problem) from None


def _decoded(body: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), ("body.not_utf8",)


def _salvaged(text: str) -> dict[str, Any]:
    """Pick the plain members out of something that is nested too deep to be read."""
    found: dict[str, Any] = {}
    for name, value in _MEMBER.findall(text)[:_MOST_SALVAGED]:
        try:
            found.setdefault(name, clean_all(json.loads(value)))
        except ValueError:
            continue
    return found
