"""The ticket of a report: twelve signs that can be read out, made of its identifier. Pure."""

import re
from typing import Final
from uuid import UUID

# Without I, L, O and U (Crockford): nobody confuses them over the telephone.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 12
_BITS: Final = 5
TAIL: Final = _LENGTH * _BITS // 4
_MEANT: Final = str.maketrans("ILO", "110")
_BETWEEN: Final = re.compile(r"[\s\-.,/]+")


def ticket_of(report_id: UUID) -> str:
    """Return the ticket of a report: the last sixty bits of its identifier."""
    number = report_id.int & ((1 << _LENGTH * _BITS) - 1)
    signs = [SIGNS[number >> shift & 31] for shift in range((_LENGTH - 1) * _BITS, -1, -_BITS)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, _LENGTH, 4))


def tail_of(said: object) -> str | None:
    """Return the last hexadecimal digits of the report that a ticket names, however it is written.

    None when it is no ticket.
    """
    signs = _signs(said)
    if signs is None:
        return None
    number = 0
    for sign in signs:
        number = number << _BITS | SIGNS.index(sign)
    return f"{number:0{TAIL}x}"


def spelt(said: object) -> str | None:
    """Return a ticket in its one spelling, None when it is none."""
    signs = _signs(said)
    return None if signs is None else "-".join(signs[at : at + 4] for at in range(0, _LENGTH, 4))


def _signs(said: object) -> str | None:
    if not isinstance(said, str):
        return None
    signs = _BETWEEN.sub("", said[:80].upper()).translate(_MEANT)
    return signs if len(signs) == _LENGTH and all(sign in SIGNS for sign in signs) else None
