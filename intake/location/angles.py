"""Angles as people and telephones write them: decimal, with a side, in degrees and minutes."""

import re
from typing import Final

# N, S, E and W, and in Indonesian LU, LS, BT and BB; a small n or s is a word of its own.
_WRITTEN: Final = (
    r"(?<![\w.])([-+\u2212]?\d{1,3})(?:[.,](\d{%d,}))?\s*"
    r"(?:\u00b0\s*(?:(\d{1,2})\s*['\u2032\u2019]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*[\"\u2033\u201d]?)?)?)?"
    r"\s*\b(LS|LU|BT|BB|ls|lu|bt|[NSEW])?(?!\w|\.\d)"
)
# Among words only decimals that are exact enough to be meant as a place.
ANGLE: Final = re.compile(_WRITTEN % 3)
_WHOLE: Final = re.compile(_WRITTEN % 1)
_NEGATIVE: Final = frozenset({"S", "LS", "W", "BB"})


def degrees_of(match: re.Match[str]) -> float | None:
    """Return the angle that `ANGLE` found, in degrees; None for a number that is none."""
    whole, fraction, minutes, seconds, side = match.groups()
    if fraction is None and minutes is None:
        return None
    degrees = float(whole.lstrip("-+\u2212") + "." + (fraction or "0"))
    degrees += int(minutes or 0) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    is_negative = whole[0] in "-\u2212" or (side or "").upper() in _NEGATIVE
    return -degrees if is_negative else degrees


def angle_in(text: str) -> float | None:
    """Return the angle that `text` is as a whole; None when it is another thing."""
    match = _WHOLE.fullmatch(text.strip())
    return None if match is None else degrees_of(match)
