"""Where a text names a place: each name with the words that stand around it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from intake.location.cues import (
    CROSSING_WORDS,
    Cue,
    cue_before,
    is_link,
    is_of_residents,
    passes_by_motion,
)
from intake.location.gazetteer import AREAS, Elsewhere, Entry, Gazetteer, Known
from routing.value_object import value_object

_NUMBER_WORDS = frozenset({"no"})
_ROMAN = frozenset("ivx")
_DIGITS_AT_MOST = 4
_GANG = "gg"
_STREET = "jl"
_ALLEY_NAME_AT_MOST = 2
_DESTINATIONS = frozenset({"hospital", "clinic", "police", "bus_terminal", "railway_station"})
# Where an ambulance that is asked for takes a patient; to a station it is called.
_FOR_PATIENTS = frozenset({"hospital", "clinic"})
_FOUND_IN_EVERY_TOWN = frozenset({"street", "square"})
_OWN_CITY_WORDS = frozenset({"kota", "kotamadya", "kodya"})


@value_object(kw_only=True)
class Mention:
    """A name at tokens `at` to `end`. `number` is a house number, `gang` an alley of a street."""

    at: int
    end: int
    misspelt: bool
    cue: Cue
    passed: bool
    number: int | None = None
    gang: str | None = None

    @property
    def is_street(self) -> bool:
        """Whether a street is said: "Jl." before it, or an alley of it."""
        return self.cue.street or self.gang is not None

    @property
    def is_long(self) -> bool:
        """Whether the name has several words: it is seldom there by chance."""
        return self.end - self.at > 1


@value_object
class Mentions:
    """Everything a text names, in its order; `ours` says that it names the city itself."""

    entries: tuple[tuple[Entry, Mention], ...]
    elsewhere: tuple[tuple[Elsewhere, Mention], ...]
    crossings: tuple[tuple[Entry, Entry], ...]
    ours: bool


def find_mentions(tokens: list[str], gazetteer: Gazetteer) -> Mentions:
    """Return the names in `tokens` that may be places."""
    entries: list[tuple[Entry, Mention]] = []
    elsewhere: list[tuple[Elsewhere, Mention]] = []
    for known, mention in _mentions(tokens, gazetteer):
        if isinstance(known, Elsewhere):
            elsewhere.append((known, mention))
        else:
            entries.append((known, mention))
    if len({mention.at for _, mention in (*entries, *elsewhere)}) == 1:
        entries = [_at_home(entry, mention, tokens) for entry, mention in entries]
    return Mentions(
        entries=tuple(entries),
        elsewhere=tuple(elsewhere),
        crossings=tuple(_crossings(tokens, entries)),
        ours=_names_city(tokens, gazetteer),
    )


def _at_home(entry: Entry, mention: Mention, tokens: list[str]) -> tuple[Entry, Mention]:
    """Take the people of a quarter to be at home where the text names no other place."""
    is_home = entry.kind in AREAS and is_of_residents(tokens, mention.at)
    return entry, replace(mention, passed=False) if is_home else mention


def _mentions(tokens: list[str], gazetteer: Gazetteer) -> Iterator[tuple[Known, Mention]]:
    place, street_ended = 0, -1
    while place < len(tokens):
        match = gazetteer.match(tokens, place)
        if not match.length:
            place += 1
            continue
        end = place + match.length
        cue = cue_before(tokens, place)
        behind = _stands_behind(tokens, street_ended, place)
        usable = [
            known
            for known in match.known
            if _is_meant(known, cue, tokens, at=place, end=end, behind=behind)
        ]
        # A name that is ours and another's is ours, unless the words around it say otherwise.
        own = [known for known in usable if isinstance(known, Entry)]
        if any(known.kind in _FOUND_IN_EVERY_TOWN for known in own):
            street_ended = end
        for known in own or usable:
            gang, number = _gang_and_number(tokens, place, end)
            yield (
                known,
                Mention(
                    at=place,
                    end=end,
                    misspelt=match.misspelt,
                    cue=cue,
                    passed=_is_passed(known, cue, tokens, place),
                    number=number if isinstance(known, Entry) and known.kind == "street" else None,
                    gang=gang,
                ),
            )
        place = end if usable else place + 1


def _is_meant(
    known: Known, cue: Cue, tokens: list[str], *, at: int, end: int, behind: bool
) -> bool:
    """Whether the words around it let the name be this place at all.

    `behind` tells that it stands right behind a street, as the name of a town does.
    """
    if cue.denied:
        return False
    if isinstance(known, Elsewhere):
        is_area = cue.area in {"kelurahan", "kecamatan"}
        return not known.weak or is_area or cue.street or behind
    if not _kind_fits(known.kind, cue):
        return False
    if not known.weak:
        return True
    if known.kind == "street":
        return _is_said_as_street(cue, tokens, end)
    return cue.placed or at == 0 or _near_rt(tokens, at, end)


def _stands_behind(tokens: list[str], street_ended: int, at: int) -> bool:
    """Whether nothing but a house number or an alley stands between a street and `at`."""
    between = tokens[street_ended:at]
    return 0 <= street_ended <= at and all(
        word.isdigit() or word in _NUMBER_WORDS or word == _GANG for word in between
    )


def _is_said_as_street(cue: Cue, tokens: list[str], end: int) -> bool:
    """Whether an everyday word is a street here: "Jl.", a crossing, a number, an alley."""
    followed = end < len(tokens) and (tokens[end].isdigit() or tokens[end] == _GANG)
    return cue.street or cue.relation in CROSSING_WORDS or followed


def _kind_fits(kind: str, cue: Cue) -> bool:
    """Whether "Jl." or "kelurahan" before the name allows a place of this kind."""
    if cue.street:
        return kind in AREAS | {"street"}
    if cue.area is None:
        return True
    if kind in AREAS:
        return (cue.area == "kecamatan") == (kind == "kecamatan")
    return kind not in {"street", "river"}


def _near_rt(tokens: list[str], at: int, end: int) -> bool:
    return any(word in {"rt", "rw"} for word in tokens[max(0, at - 5) : end + 2])


def _is_passed(known: Known, cue: Cue, tokens: list[str], at: int) -> bool:
    if cue.summoned:
        return isinstance(known, Entry) and known.kind in _FOR_PATIENTS
    if cue.passed:
        return True
    return passes_by_motion(tokens, at) and (
        isinstance(known, Elsewhere) or known.kind in _DESTINATIONS or known.kind in AREAS
    )


def _gang_and_number(tokens: list[str], at: int, end: int) -> tuple[str | None, int | None]:
    """Return the alley and the house number that are said behind a name, or else before it."""
    gang, number = _behind(tokens, end)
    if gang is None and number is None:
        return _gang_before(tokens, at), _number_before(tokens, at)
    return gang, number


def _behind(tokens: list[str], place: int) -> tuple[str | None, int | None]:
    """Read "gang 3 no 5", "no 151" or "151" behind a name."""
    gang = None
    if place + 1 < len(tokens) and tokens[place] == _GANG:
        gang, place = tokens[place + 1], place + 2
    if place < len(tokens) and tokens[place] in _NUMBER_WORDS:
        place += 1
    if place < len(tokens) and tokens[place].isdigit() and len(tokens[place]) <= _DIGITS_AT_MOST:
        return gang, int(tokens[place])
    return gang, None


def _gang_before(tokens: list[str], at: int) -> str | None:
    """Read "gang 3 jalan", "gang melati jalan" or "gang III" before the name at `at`."""
    is_called_street = tokens[at - 1 : at] == [_STREET]
    end = at - 1 if is_called_street else at
    for start in range(end - 1, max(0, end - 1 - _ALLEY_NAME_AT_MOST), -1):
        name = tokens[start:end]
        if tokens[start - 1] == _GANG and (is_called_street or _counts(name)):
            return " ".join(name)
    return None


def _number_before(tokens: list[str], at: int) -> int | None:
    """Read "nomor 31 jalan" before the name at `at`."""
    word, number, street = ["", "", "", *tokens[max(0, at - 3) : at]][-3:]
    if street != _STREET or word not in _NUMBER_WORDS or not number.isdigit():
        return None
    return int(number) if len(number) <= _DIGITS_AT_MOST else None


def _counts(name: list[str]) -> bool:
    """Whether an alley is called by a number: "3", "iii"."""
    return len(name) == 1 and (name[0].isdigit() or set(name[0]) <= _ROMAN)


def _crossings(
    tokens: list[str], entries: list[tuple[Entry, Mention]]
) -> Iterator[tuple[Entry, Entry]]:
    """Find two streets named together behind a word of crossing."""
    streets = [(entry, mention) for entry, mention in entries if entry.kind == "street"]
    for (one, first), (other, second) in pairwise(streets):
        is_behind = any(word in CROSSING_WORDS for word in tokens[max(0, first.at - 3) : first.at])
        if is_behind and one != other and is_link(tokens, first.end, second.at):
            yield one, other


def _names_city(tokens: list[str], gazetteer: Gazetteer) -> bool:
    """Whether the text says that it is this city: "kota" before the city's own name."""
    own = gazetteer.city.lower()
    return any(
        word == own and place and tokens[place - 1] in _OWN_CITY_WORDS
        for place, word in enumerate(tokens)
    )
