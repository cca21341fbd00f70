"""A position that stands among the words: a link to a map, a geo: URI, degrees written out.

People send where they are as a link or as two numbers. Only what can be a place in this country
counts: two other numbers of a message must not move an ambulance.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from intake.location.evidence import Fix, Method
from intake.location.spellings import Said, judge, linked_in
from routing.position import in_country

_LONGEST_READ: Final = 3_000
# Decimal degrees, exact enough to be meant as a place, or degrees, minutes and seconds; N, S, E and
# W, and in Indonesian LU, LS, BT and BB.
_ANGLE: Final = re.compile(
    r"(?<![\w.])([-+\u2212]?\d{1,3})(?:[.,](\d{3,}))?\s*"
    r"(?:\u00b0\s*(?:(\d{1,2})\s*['\u2032\u2019]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*[\"\u2033\u201d]?)?)?)?"
    r"\s*\b(LS|LU|BT|BB|[NSEW])?(?!\w|\.\d)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"[\s,;/&()]*(?:dan|lon|lng|long|longitude|lat|latitude|bujur|lintang)?[\s,;/:=()]*",
    re.IGNORECASE,
)
_NEGATIVE: Final = frozenset({"S", "LS", "W", "BB"})


def position_in_words(text: str) -> Fix | None:
    """Return the first position of this country that `text` writes out; None when there is none."""
    if not any(sign.isdecimal() for sign in text):
        return None
    for said in _said_in(text[:_LONGEST_READ]):
        found = judge(said, Method.PIN)
        if isinstance(found, Fix) and in_country(found.lat, found.lon):
            # Nobody meant an accuracy by the numbers around it.
            return replace(found, accuracy_m=None)
    return None


def _said_in(text: str) -> Iterator[Said]:
    linked = linked_in(text)
    if linked is not None:
        yield linked
    angles = [(match, _degrees(match)) for match in _ANGLE.finditer(text)]
    for (one, north), (other, east) in pairwise(angles):
        is_pair = _BETWEEN.fullmatch(text[one.end() : other.start()])
        if north is not None and east is not None and is_pair:
            yield Said(north, east, assumed=True)


def _degrees(match: re.Match[str]) -> float | None:
    """Return an angle in degrees; None for a number that is none."""
    whole, fraction, minutes, seconds, side = match.groups()
    if fraction is None and minutes is None:
        return None
    degrees = float(whole.lstrip("-+\u2212") + "." + (fraction or "0"))
    degrees += int(minutes or 0) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    is_negative = whole[0] in "-\u2212" or (side or "").upper() in _NEGATIVE
    return -degrees if is_negative else degrees
