"""A position that stands among the words: a link to a map, a geo: URI, degrees written out.

People send where they are as a link or as two numbers. Only what can be a place in this country
counts: two other numbers of a message must not move an ambulance.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from intake.location.angles import ANGLE, degrees_of
from intake.location.evidence import Fix, Method
from intake.location.spellings import Said, judge, linked_in
from routing.position import in_country

_LONGEST_READ: Final = 3_000
_BETWEEN: Final = re.compile(
    r"[\s,;/&()]*(?:dan|lon|lng|long|longitude|lat|latitude|bujur|lintang)?[\s,;/:=()]*",
    re.IGNORECASE,
)


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
    angles = [(match, degrees_of(match)) for match in ANGLE.finditer(text)]
    for (one, north), (other, east) in pairwise(angles):
        is_pair = _BETWEEN.fullmatch(text[one.end() : other.start()])
        if north is not None and east is not None and is_pair:
            yield Said(north, east, assumed=True)
