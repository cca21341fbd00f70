"""Hiding what others need not know of a text: numbers of telephones and of identity cards."""

import re
import unicodedata
from typing import Final

MASK: Final = "[nomor telepon]"
MASK_NIK: Final = "[NIK]"
_GAP: Final = r"[ \u00a0./_()\-\u2010-\u2015]{0,2}"
_START: Final = r"(?<![\d])(?<!\d\.)"
# An identity card has sixteen digits: province 11-96, then a date of birth and a serial number.
_NIK: Final = re.compile(rf"{_START}[1-9]\d?(?:{_GAP}\d){{14,15}}(?!\d)")
_NIK_DIGITS: Final = 16
# 08..., 62... and +62... (or +65...) with the gaps people write; nine digits or more, so house
# numbers, kilometres and the fractions of coordinates stay.
_PHONE: Final = re.compile(rf"{_START}(?:\+[1-9]|0062|62|\(?0)(?:{_GAP}\d){{8,14}}(?!\d)")
# A small number before it is what it is, not the beginning of the telephone number: RW 05 0812...
_SMALL: Final = re.compile(
    r"\b(?:(?:RT|RW)\.?[ :]{0,2}(?!08\d)|"
    r"(?:no|nomor|nomer|blok|km|gg|gang|jl|lantai|kav)\.?[ :]{0,2}(?!0\d\d)(?!62\W?8))"
    r"\d{1,3}(?=[ ,;/])",
    re.IGNORECASE,
)


def mask_personal(text: str) -> str:
    """Return `text` without telephone numbers and numbers of identity cards.

    A report's text may quote its reporter's, and an agency need not know either.
    """
    if not any(mark.isdecimal() for mark in text):
        return text
    plain = "".join(_plain(mark) for mark in text)
    parts: list[str] = []
    last = 0
    for small in _SMALL.finditer(plain):
        parts.extend((_masked(plain[last : small.start()]), small.group()))
        last = small.end()
    parts.append(_masked(plain[last:]))
    return "".join(parts)


def _plain(mark: str) -> str:
    """Return a digit of any script as ours, and leave out marks that nobody sees."""
    if mark.isascii():
        return mark
    if unicodedata.category(mark) == "Cf":
        return ""
    value = unicodedata.decimal(mark, None)
    return mark if value is None else str(value)


def _masked(text: str) -> str:
    return _PHONE.sub(MASK, _NIK.sub(_nik, text))


def _nik(found: re.Match[str]) -> str:
    digits = sum(mark.isdigit() for mark in found.group())
    return MASK_NIK if digits == _NIK_DIGITS else found.group()
