"""How people write the words of a place, brought to one spelling before anything is compared.

A text becomes tokens: lower case, no accents, initials run together ("K.H." is "kh"), the
abbreviations of addresses and messages spelt out, the numerals people speak turned into digits.
"""

import json
import re
import unicodedata
from pathlib import Path

_WORDS = re.compile(r"[a-z]+|\d+")
_INITIALS = re.compile(r"\b([a-z])\.\s?(?=[a-z]\b)")
_APOSTROPHES = str.maketrans("", "", "'`\u2019")
_REDUPLICATED = re.compile(r"\b([a-z]{3,})2\b")

_DATA = json.loads(Path(__file__).with_name("spellings.json").read_text(encoding="utf-8"))
# Only what means one thing wherever it stands in a message.
_FULL: dict[str, str] = _DATA["written_in_full"]
_NUMERALS: dict[str, str] = _DATA["numerals"]
# A spoken numeral is one only after these: "RT loro", "gang telu", "SMP lima".
_NUMBERED = frozenset(
    {"rt", "rw", "no", "gg", "sd", "smp", "sma", "smk", "blok", "km", "muhammadiyah", "pgri"}
)
_SCHOOLS = frozenset({"sd", "smp", "sma", "smk"})
_AFTER_SCHOOL = frozenset({"negeri", "n", "swasta", "negri"})


def plain(text: str) -> str:
    """Return `text` in lower case without accents and apostrophes, initials run together."""
    if not text.isascii():
        text = "".join(
            sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
        )
    return _INITIALS.sub(r"\1", text.lower().translate(_APOSTROPHES))


def tokens_of(text: str) -> list[str]:
    """Split `text` into words and numbers, each in the one spelling that names are compared in."""
    found: list[str] = []
    for raw in _WORDS.findall(_REDUPLICATED.sub(r"\1 \1", plain(text))):
        word = _FULL.get(raw, raw)
        before = found[-1] if found else ""
        if word in _AFTER_SCHOOL and before in _SCHOOLS:
            continue
        if before in _NUMBERED:
            word = _NUMERALS.get(word, word)
        if word.isdigit():
            word = word.lstrip("0") or "0"
        found.append(word)
    return found


def skeleton(word: str) -> str:
    """Return what a hurried sender leaves of a word: its first letter and its consonants."""
    return word[:1] + "".join(sign for sign in word[1:] if sign not in "aeiou")
