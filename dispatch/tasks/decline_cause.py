"""Why an agency refuses, read from whatever word it uses."""

import re
from typing import Annotated, Final, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from dispatch.kernel.texts import clean
from dispatch.tasks.lifecycle import DeclineCause
from routing.value_object import value_object

UNKNOWN: Final = "decline_cause_unknown"
MISSING: Final = "decline_cause_missing"
_SAID_LENGTH: Final = 200
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")


@value_object(kw_only=True)
class SaidCause:
    """A cause of the list; `said` holds the agency's own word where it is none of them."""

    cause: DeclineCause
    said: str | None = None
    flags: tuple[str, ...] = ()


def read_cause(value: object) -> SaidCause:
    """Return the cause that a word means (`No Resource`, `no-resource`); `other` when none does."""
    if isinstance(value, SaidCause):
        return value
    words = "" if value is None else str(clean(str(value))).strip()[:_SAID_LENGTH]
    if not words:
        return SaidCause(cause=DeclineCause.OTHER, flags=(MISSING,))
    try:
        return SaidCause(cause=DeclineCause(_NOT_A_WORD.sub("_", words.casefold()).strip("_")))
    except ValueError:
        return SaidCause(cause=DeclineCause.OTHER, said=words, flags=(UNKNOWN,))


Cause: TypeAlias = Annotated[
    SaidCause,
    PlainValidator(read_cause),
    WithJsonSchema(
        {
            "type": "string",
            "examples": [str(cause) for cause in DeclineCause],
            "description": "One of not_our_area, not_our_service, no_resource, duplicate,"
            " need_information, unsafe, other. Any other word is kept and counts as other.",
        },
        mode="validation",
    ),
]
