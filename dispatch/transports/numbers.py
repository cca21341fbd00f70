"""Telephone numbers, however anybody writes them, as one spelling that can be compared and dialled.

Only here. Everybody else keeps the raw spelling beside what `to_e164` says.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from routing.value_object import value_object

_E164: Final = re.compile(r"\+[1-9]\d{6,14}")
_URI: Final = re.compile(r"<?\s*(?:tel|sips?|callto|sms|whatsapp)\s*:\s*(?://)?", re.IGNORECASE)
# What follows the number proper: a host, parameters, an extension.
_TAIL: Final = re.compile(r"[@;?>].*|(?:\bext\b|\bekst\b|#|,|\bx(?=\s*\d)).*", re.IGNORECASE)
_WITHIN: Final = re.compile(r"\+?\d(?:[\d\s\-./()]{5,24})\d")
_BETWEEN: Final = re.compile(r"[\s\-.()/\\_\[\]~:|*'\"<>]+")
_SHORTEST_LOCAL, _LONGEST_LOCAL = 5, 8
_SHORTEST_MOBILE: Final = 9
_SHORT_CODE: Final = re.compile(r"1\d{2}|1[0-9]\d{3}|1500\d{2,4}|[2-9]\d{2,3}|1\d{3}")
_MOST: Final = 120


@value_object
class NumberPlan:
    """What a number without its country or its area means here."""

    country: str = "ID"
    area_code: str = ""

    def e164(self, raw: object) -> str | None:
        """Return `to_e164` by this plan."""
        return to_e164(raw, self.area_code, self.country)


@lru_cache(maxsize=8192)
def to_e164(raw: object, area_code: str = "", country: str = "ID") -> str | None:
    """Return a telephone number as E.164 ("+62812...").

    None when it is none that can be dialled from everywhere: withheld, a word, a short code (112,
    1500-123). A local number is completed with `area_code`, when that is known.
    """
    for part in _spellings(raw):
        digits = _BETWEEN.sub("", part)
        if is_short_code(digits) or not digits.removeprefix("+").isdecimal():
            continue
        for candidate in _candidates(digits, area_code, country):
            found = _parsed(candidate, country)
            if found is not None:
                return found
    return None


def is_short_code(raw: object) -> bool:
    """Whether this is a number of the network itself (112, 1708, 14045, 1500-123): it stays so."""
    digits = _BETWEEN.sub("", _plain(raw))
    return _SHORT_CODE.fullmatch(digits) is not None


def _plain(raw: object) -> str:
    """Return the spelling without marks nobody sees, with ordinary digits."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return ""
    text = unicodedata.normalize("NFKC", str(raw)[:_MOST])
    shown = (mark for mark in text if unicodedata.category(mark) not in {"Cf", "Cc", "Cs", "Mn"})
    return "".join(_digit(mark) for mark in shown).strip()


def _digit(mark: str) -> str:
    value = unicodedata.decimal(mark, None)
    return mark if value is None else str(value)


def _spellings(raw: object) -> Iterator[str]:
    """Yield what may be the number: the whole, then the first of several written in one field."""
    text = _plain(raw)
    uri = _URI.search(text)
    if uri is not None:
        text = unquote(text[uri.end() :])
    yield _TAIL.sub("", text)
    parts = re.split(r"\s*[/,;|]\s*|\s+(?:atau|dan|or)\s+", text)
    if len(parts) > 1:
        yield from (_TAIL.sub("", part) for part in parts)
    within = _WITHIN.search(text)
    if within is not None:
        yield within.group()


def _candidates(digits: str, area_code: str, country: str) -> Iterator[str]:
    """Yield the ways in which `digits` can be meant, the likeliest first."""
    code = str(phonenumbers.country_code_for_region(country))
    area = area_code.lstrip("0")
    if digits.startswith("+"):
        yield f"+{digits[1:].lstrip('0')}"
        return
    if digits.startswith("00"):
        # International access may have a carrier's own digits: 001 62...
        after = digits.find(code)
        if 0 < after <= len("00X0X"):
            yield f"+{digits[after:]}"
        yield f"+{digits.lstrip('0')}"
        return
    if digits.startswith("0"):
        yield digits
        return
    if digits.startswith(code) and len(digits) > _LONGEST_LOCAL:
        yield f"+{digits}"
    if area and _SHORTEST_LOCAL <= len(digits) <= _LONGEST_LOCAL:
        yield f"0{area}{digits}"
    if len(digits) >= _SHORTEST_MOBILE:
        yield f"0{digits}"
        yield f"+{digits}"


def _parsed(candidate: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(candidate, country)
    except NumberParseException:
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_possible = (
        phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    )
    if is_possible and _E164.fullmatch(shown):
        return shown
    # Number plans change faster than anybody's copy of them: what names its country stands.
    return candidate if candidate.startswith("+") and _E164.fullmatch(candidate) else None
