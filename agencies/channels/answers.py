"""What an agency answers in words on a telephone: "OK 123", "TOLAK 123 unit habis", "tiba 123".

Pure. Only what is clear is an answer; the rest is left to a person, because an order that was
wrongly taken as accepted is an order that nobody carries out.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from dispatch.tasks.lifecycle import DeclineCause
from routing.value_object import value_object


class Says(StrEnum):
    """What an agency's worded answer does to an order; `cancel` acknowledges its recall."""

    ACKNOWLEDGE = "acknowledge"
    DECLINE = "decline"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    COMPLETED = "completed"
    CANCEL = "cancel"


@value_object(kw_only=True)
class WordedAnswer:
    """An agency's answer that was understood: its order (None: the only open one), its words."""

    says: Says
    number: int | None = None
    place: int | None = None
    note: str = ""

    def names(self, incident_number: str, place: int) -> bool:
        """Whether the answer means the agency's order at `place` of this incident's number."""
        count = incident_number.rpartition("-")[2]
        same = self.number is None or (count.isdecimal() and int(count) == self.number)
        return same and self.place in {None, place}


def _read(name: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = json.loads(
        Path(__file__).with_name(name).read_text(encoding="utf-8")
    )
    return words


_WORDS: Final[Mapping[str, Says]] = {
    word: Says(says) for says, words in _read("answer_words.json").items() for word in words
}
_CAUSES: Final[Mapping[str, DeclineCause]] = {
    word: DeclineCause(cause)
    for cause, words in _read("decline_words.json").items()
    for word in words
}
_LONGEST_FIRST: Final = sorted(_WORDS, key=len, reverse=True)
# "123", "#123-2" or the whole number of an incident: its count, and which of the agency's orders.
_NUMBER: Final = re.compile(r"#?(?:[a-z]{2,5}-\d{2}-)?(\d{1,9})(?:-(\d{1,2}))?(?![\w-])")
_PUNCTUATION: Final = re.compile(r"[^\w\s#-]+")
_POLITE: Final = re.compile(
    r"(?:(?:pak|bu|bapak|ibu|mas|mbak|ndan|komandan|pusat|siap|ya|no|nomor|tugas|order)\s*)*"
)
# After an acceptance or a step these turn it round: "OK 123 tapi belum bisa".
_TURNS: Final = re.compile(
    r"\b(?:tidak|tdk|gak|ga|nggak|ndak|ora|bukan|belum|blm|durung|tapi|tolak|batal)\b"
)


def read_answer(text: str) -> WordedAnswer | None:
    """Return what `text` answers, or None when that is not clear.

    It begins with one word of answer (or its digit) and the order's number, in either order. What
    follows is a note; one that contradicts the word ("OK 123 tapi belum bisa") makes it unclear, as
    a question does. Without a number hardly anything may follow: whoever has the telephone may also
    report a fire with it.
    """
    if "?" in text:
        return None
    said = " ".join(_PUNCTUATION.sub(" ", text.casefold()).split())
    word = _word_at(said)
    if word is None:
        return _number_first(said)
    rest = _after_courtesy(_after_same(said[len(word) :].strip(), _WORDS[word]))
    found = _NUMBER.match(rest)
    if found is not None:
        return _answer(_WORDS[word], found, rest[found.end() :].strip())
    says = _WORDS[word]
    explained = says is Says.DECLINE and cause_of(rest) is not None
    return _answer(says, None, rest) if not rest or explained else None


def _number_first(said: str) -> WordedAnswer | None:
    found = _NUMBER.match(said)
    rest = "" if found is None else said[found.end() :].strip()
    word = _word_at(rest)
    # Two bare digits in a row ("123 1") could mean either, and so mean nothing.
    if found is None or word is None or word.isdecimal():
        return None
    return _answer(_WORDS[word], found, rest[len(word) :].strip())


def _answer(says: Says, found: re.Match[str] | None, note: str) -> WordedAnswer | None:
    if says not in {Says.DECLINE, Says.CANCEL} and _TURNS.search(note) is not None:
        return None
    number, place = (None, None) if found is None else found.groups()
    return WordedAnswer(
        says=says,
        number=None if number is None else int(number),
        place=None if place is None else int(place),
        note=note,
    )


def _after_same(rest: str, says: Says) -> str:
    """Return what follows a code whose meaning is repeated: "1 terima", "3 berangkat 123"."""
    again = _word_at(rest)
    is_same = again is not None and not again.isdecimal() and _WORDS[again] is says
    return rest[len(again) :] if again is not None and is_same else rest


def _after_courtesy(rest: str) -> str:
    rest = rest.strip()
    polite = _POLITE.match(rest)
    return rest if polite is None else rest[polite.end() :]


def _word_at(said: str) -> str | None:
    """Return the longest word of answer that `said` begins with, a number right behind it too."""
    return next((word for word in _LONGEST_FIRST if _begins(said, word)), None)


def _begins(said: str, word: str) -> bool:
    follows = said[len(word) : len(word) + 1]
    ends = not follows.strip("# ") or (follows.isdecimal() and not word.isdecimal())
    return said.startswith(word) and ends


def cause_of(note: str) -> DeclineCause | None:
    """Return the cause that the words of a refusal give; None when they give none of ours."""
    return next((cause for word, cause in _CAUSES.items() if word in note), None)
