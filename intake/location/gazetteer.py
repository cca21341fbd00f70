"""The gazetteer: the city's own facts about places, each with its source and its accuracy.

Files that a city's manifest names: `gazetteer` holds places, `house_numbers` single addresses whose
position is known, `neighbourhoods` which RT and RW belong to which lingkungan and kelurahan,
`elsewhere` names that are not this city's. `kind` is street, kelurahan, kecamatan, lingkungan
(quarter), river or what a place is (market, hospital, ...); `weak` marks a name that is an everyday
word too and means a place only behind a word of place.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from dispatch.kernel.city import Bounds, City
from dispatch.kernel.container import Service
from intake.location.cues import AREA_WORDS, STREET_WORDS
from intake.location.shorthand import Name, Shorthand
from intake.location.spelling import Spelling, read_everyday
from intake.location.words import tokens_of
from routing.value_object import value_object

AREAS: Final = frozenset({"kelurahan", "kecamatan", "lingkungan"})
_TITLES = frozenset(
    {"raya", "jenderal", "letkol", "mayjen", "kh", "ra", "hos", "wr", "raden", "residen", "pb"}
)
# Wider than this, a place lies in several kelurahan.
_WIDEST_IN_ONE_M = 1_450.0
# Shorter names are found as they are written, or not at all.
_SHORTEST_MISSPELT = 6


@value_object(kw_only=True)
class Entry:
    """A place we know. `within` is its kelurahan, of a kelurahan its kecamatan.

    It is empty for a place just outside the city that the city's people speak of.
    """

    name: str
    kind: str
    within: str
    lat: float
    lon: float
    accuracy_m: float
    weak: bool = False
    source: str = ""

    @property
    def kelurahan(self) -> str | None:
        """The kelurahan that the place lies in; None for what reaches over several."""
        if self.kind == "kelurahan":
            return self.name
        wide = self.kind in {"kecamatan", "river"} or self.accuracy_m > _WIDEST_IN_ONE_M
        return None if wide else self.within or None


@value_object(kw_only=True)
class Elsewhere:
    """A name that is not this city's; `room` is who answers emergencies there."""

    name: str
    kind: str
    within: str
    room: str
    weak: bool = False


@value_object(kw_only=True)
class House:
    """A house number whose position is known, with its kelurahan."""

    number: int
    lat: float
    lon: float
    kelurahan: str = ""


@value_object(kw_only=True)
class Quarter:
    """RT numbers `first` to `last` of one RW, with the lingkungan and kelurahan they belong to."""

    kelurahan: str
    lingkungan: str
    rw: int
    first: int
    last: int


Known: TypeAlias = Entry | Elsewhere


@value_object
class Match:
    """A name found in a text: how many tokens it took, whether it was misspelt, what it may be."""

    length: int
    misspelt: bool
    known: tuple[Known, ...]


NO_MATCH: Final = Match(0, misspelt=False, known=())


class Gazetteer:
    """Places of a city, and names from elsewhere, by the words of their names and aliases."""

    def __init__(
        self,
        names: Iterable[tuple[Known, Iterable[str]]],
        *,
        houses: Mapping[str, list[House]],
        quarters: Iterable[Quarter],
        city: str,
        province: Bounds,
    ) -> None:
        """Index `names` (a place, its names), `houses` by street; `city` is the city's own name.

        A position outside `province` is doubted.
        """
        self.city = city
        self.province = province
        self.houses = houses
        self.quarters = tuple(quarters)
        self.entries: list[Entry] = []
        self._forms: dict[str, dict[Name, list[Known]]] = {}
        for known, spelt in names:
            if isinstance(known, Entry):
                self.entries.append(known)
            for name in spelt:
                for form in _forms(name, known.kind):
                    same = self._forms.setdefault(form[0], {}).setdefault(form, [])
                    if known not in same:
                        same.append(known)
        vocabulary = {word for forms in self._forms.values() for form in forms for word in form}
        self.spelling = Spelling(vocabulary, read_everyday())
        self._shorthand = {
            is_street: Shorthand(self._named(AREAS | {"street"} if is_street else AREAS))
            for is_street in (True, False)
        }
        self.streets = {entry.name: entry for entry in self.entries if entry.kind == "street"}

    def match(self, tokens: list[str], place: int) -> Match:
        """Return the longest name that starts at `place`; `NO_MATCH` without one."""
        first = self.spelling.fold(tokens[place])
        best: tuple[Known, ...] = ()
        length, misspelt = 0, False
        for form, known in self._forms.get(first, {}).items():
            if len(form) <= length and not (len(form) == length and misspelt):
                continue
            said = tokens[place : place + len(form)]
            exact = tuple(said) == form
            if not exact and len("".join(form)) < _SHORTEST_MISSPELT:
                continue
            if exact or self._may_stand(said, form):
                best, length, misspelt = tuple(known), len(form), not exact
        return Match(length, misspelt, best) if length else self._shortened(tokens, place)

    def _shortened(self, tokens: list[str], place: int) -> Match:
        """Return the name whose consonants stand behind a word for a street or a quarter."""
        before = tokens[place - 1] if place else ""
        if before not in STREET_WORDS and before not in AREA_WORDS:
            return NO_MATCH
        name = self._shorthand[before in STREET_WORDS].find(tokens[place:])
        if name is None:
            return NO_MATCH
        return Match(len(name), misspelt=True, known=tuple(self._forms[name[0]][name]))

    def _named(self, kinds: frozenset[str]) -> Iterator[Name]:
        """Yield the names of every place of `kinds`."""
        for forms in self._forms.values():
            for form, known in forms.items():
                if any(one.kind in kinds for one in known):
                    yield form

    def _may_stand(self, said: list[str], form: Name) -> bool:
        """Whether `said` may be the misspelt `form`, whose first word is known to be meant."""
        return (
            len(said) == len(form)
            and all(map(self.spelling.like, said[1:], form[1:]))
            and (len(form) > 1 or not self.spelling.is_everyday(said[0]))
        )


def _forms(name: str, kind: str) -> set[Name]:
    """Return the ways people write a name: in full, run together, a street without its title."""
    words = tuple(tokens_of(name))
    forms = {words}
    rest = words[1:]
    if kind == "street" and len(words) > 1 and words[0] in _TITLES:
        forms.add(rest)
        if len(rest) > 1:
            forms.add(("".join(rest),))
    if len(words) > 1 and not any(word.isdigit() for word in words):
        forms.add(("".join(words),))
    return {form for form in forms if form}


def read_gazetteer(city: City) -> Gazetteer:
    """Read what a city's manifest names of its places; what it does not name, it has none of."""
    names: list[tuple[Known, list[str]]] = []
    rows = _rows(city.file("gazetteer"))
    ours = {row["name"] for row in rows if row["kind"] == "kelurahan"} | {city.facts.town}
    for row in rows:
        is_inside = row["kind"] in {"kelurahan", "kecamatan"} or row["within"] in ours
        entry = Entry(
            name=row["name"],
            kind=row["kind"],
            within=row["within"] if is_inside else "",
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            accuracy_m=float(row["accuracy_m"]),
            weak=row.get("weak") == "1",
            source=row["source"],
        )
        names.append((entry, [row["name"], *_listed(row["aliases"])]))
    for row in _rows(city.file("elsewhere")):
        other = Elsewhere(
            name=row["name"],
            kind=row["kind"],
            within=row["within"],
            room=row["room"],
            weak=row["weak"] == "1",
        )
        names.append((other, [row["name"], *_listed(row["aliases"])]))
    return Gazetteer(
        names,
        houses=_read_houses(city.file("house_numbers")),
        quarters=_read_quarters(city.file("neighbourhoods")),
        city=city.facts.town,
        province=city.facts.province,
    )


def _read_houses(path: Path | None) -> dict[str, list[House]]:
    houses: dict[str, list[House]] = {}
    for row in _rows(path):
        house = House(
            number=int(row["number"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            kelurahan=row.get("within", ""),
        )
        houses.setdefault(row["street"], []).append(house)
    return {
        street: sorted(known, key=lambda house: house.number) for street, known in houses.items()
    }


def _read_quarters(path: Path | None) -> list[Quarter]:
    return [
        Quarter(
            kelurahan=row["kelurahan"],
            lingkungan=row["lingkungan"],
            rw=int(row["rw"]),
            first=int(row["rt_from"]),
            last=int(row["rt_to"]),
        )
        for row in _rows(path)
    ]


def _rows(path: Path | None) -> list[dict[str, str]]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listed(aliases: str) -> list[str]:
    return [alias for alias in aliases.split(";") if alias]


GAZETTEER: Final = Service[Gazetteer]("gazetteer")
