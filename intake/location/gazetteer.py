"""The gazetteer: our own facts about places, each with its source and how well its position is known.

`gazetteer.csv` holds places, `house_numbers.csv` single addresses whose position is known. `kind` is street, kelurahan,
kecamatan, lingkungan (quarter), river or what a place is (market, hospital, ...).
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "cities" / "mojokerto"
_WORDS = re.compile(r"[a-z]+|\d+")
_INITIALS = re.compile(r"\b([a-z])\.\s?(?=[a-z]\b)")
_APOSTROPHES = str.maketrans("", "", "'`\u2019")
_TITLES = frozenset(
    {
        "raya",
        "jenderal",
        "jendral",
        "letkol",
        "mayjen",
        "kh",
        "ra",
        "hos",
        "wr",
        "raden",
        "residen",
        "dr",
        "st",
    }
)
AREAS = frozenset({"kelurahan", "kecamatan", "lingkungan"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A place we know."""

    name: str
    kind: str
    within: str
    lat: float
    lon: float
    accuracy_m: float
    source: str


@dataclass(frozen=True, slots=True)
class House:
    """A house number whose position we know."""

    number: int
    lat: float
    lon: float


def words_of(text: str) -> list[str]:
    """Split `text` into lower-case words and numbers, initials run together ("K.H." is "kh")."""
    if not text.isascii():
        text = "".join(
            sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
        )
    return _WORDS.findall(
        text.lower().translate(_APOSTROPHES)
        if "." not in text
        else text.lower().replace(".", " ").translate(_APOSTROPHES)
    )


class Gazetteer:
    """Places by the words of their names and aliases, misspellings included."""

    def __init__(
        self, entries: list[Entry], aliases: dict[str, list[str]], houses: dict[str, list[House]]
    ) -> None:
        """Index `entries`; `aliases` by "kind/name", `houses` by street."""
        self.entries = tuple(entries)
        self.houses = houses
        self._by_name: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            for name in (entry.name, *aliases.get(f"{entry.kind}/{entry.name}", ())):
                for form in _forms(name, entry.kind):
                    known = self._by_name.setdefault(form, [])
                    if entry not in known:
                        known.append(entry)
        self.longest: dict[str, int] = {}
        for form in self._by_name:
            self.longest[form[0]] = max(self.longest.get(form[0], 0), len(form))
        self._vocabulary = frozenset(word for form in self._by_name for word in form)
        self._slips = _slips(self._vocabulary)

    def fold(self, word: str) -> str:
        """Return the gazetteer's spelling of `word` when one slip away from exactly one of its words, else `word`."""
        if word in self._vocabulary:
            return word
        return self._slips.get(word, word)

    def at(self, words: list[str], place: int) -> tuple[int, list[Entry]]:
        """Return the length of the longest name that starts at `place`, and its entries.

        0 and none otherwise.
        """
        for length in range(min(self.longest.get(words[place], 0), len(words) - place), 0, -1):
            found = self._by_name.get(tuple(words[place : place + length]))
            if found is not None:
                return length, found
        return 0, []


def _forms(name: str, kind: str) -> set[tuple[str, ...]]:
    """Return the ways people write a name.

    In full, run together, and for streets without the title.
    """
    words = tuple(words_of(name))
    forms = {words}
    if len(words) > 1:
        forms.add(("".join(words),))
    if kind == "street" and len(words) > 1 and words[0] in _TITLES:
        rest = words[1:]
        forms.add(rest)
        forms.add(("".join(rest),))
    return forms


def _slips(vocabulary: frozenset[str]) -> dict[str, str]:
    """Return what hurried fingers make of words of six letters and more.

    One letter lost, doubled or swapped, or one vowel wrong.
    """
    found: dict[str, str] = {}
    ambiguous = set()
    for word in vocabulary:
        if len(word) < _SHORTEST_FOR_SLIPS or word.isdigit():
            continue
        swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        lost = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
        doubled = {word[: i + 1] + word[i:] for i in range(len(word))}
        vowels = {
            word[:i] + vowel + word[i + 1 :]
            for i, sign in enumerate(word)
            if sign in "aeiou"
            for vowel in "aeiou"
        }
        for slip in (
            swaps | lost | doubled | vowels | {word.replace("j", "dj"), word.replace("u", "oe")}
        ):
            if slip not in vocabulary and found.setdefault(slip, word) != word:
                ambiguous.add(slip)
    return {slip: word for slip, word in found.items() if slip not in ambiguous}


_SHORTEST_FOR_SLIPS = 6


def load() -> Gazetteer:
    """Read the gazetteer's files."""
    with (_FOLDER / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    entries = [
        Entry(
            row["name"],
            row["kind"],
            row["within"],
            float(row["lat"]),
            float(row["lon"]),
            float(row["accuracy_m"]),
            row["source"],
        )
        for row in rows
    ]
    aliases = {
        f"{row['kind']}/{row['name']}": [alias for alias in row["aliases"].split(";") if alias]
        for row in rows
    }
    houses: dict[str, list[House]] = {}
    with (_FOLDER / "house_numbers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            houses.setdefault(row["street"], []).append(
                House(int(row["number"]), float(row["lat"]), float(row["lon"]))
            )
    return Gazetteer(
        entries,
        aliases,
        {street: sorted(known, key=lambda house: house.number) for street, known in houses.items()},
    )


GAZETTEER = load()
