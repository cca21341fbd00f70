"""Small grammar over lemmas: NEGATOR x VITAL SIGN, PERSON x DANGER, DOER x VIOLENCE and their like.

A frame names one or two classes of lemmas and how far apart they may stand. It says the same thing
of "dereng wonten ambegan" and "dia tidak bernapas", whatever the words between them.
"""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from intake.triage.glossary import GLOSSARY

_PAUSES = frozenset({"."})
_NONE: frozenset[str] = frozenset()
_NONE_AT: frozenset[int] = frozenset()
_DENIAL = "not"


class Frame(NamedTuple):
    """What a frame wants: a lemma of `first`, then one of `second` within `within` words."""

    name: str
    first: str
    second: str | None
    within: int
    either: bool


class Found(NamedTuple):
    """A frame found, with the places of its two lemmas (the same place twice when it has one)."""

    name: str
    start: int
    end: int


class Grammar:
    """Every frame, by the class that opens it."""

    def __init__(self, frames: list[dict[str, Any]], classes_of_words: dict[str, str]) -> None:
        """Read the classes of lemmas and the `frames` over them."""
        classes: dict[str, set[str]] = {}
        for name, words in classes_of_words.items():
            for word in words.split():
                for lemma in (word, GLOSSARY.lemma(word)):
                    classes.setdefault(lemma, set()).add(name)
        self._classes = {lemma: frozenset(names) for lemma, names in classes.items()}
        self._opened: dict[str, list[Frame]] = {}
        for entry in frames:
            for frame in _frames(entry):
                self._opened.setdefault(frame.first, []).append(frame)
        self._reach = max(frame.within for frames in self._opened.values() for frame in frames)

    def find(self, lemmas: list[str], pauses: frozenset[int] = frozenset()) -> list[Found]:
        """Return the first sight of each frame in `lemmas`; a full stop ends its reach.

        `pauses` are the places behind a comma, which a denial does not reach across.
        """
        kinds = [self._classes.get(lemma, _NONE) for lemma in lemmas]
        there: set[str | None] = {None}
        there.update(*kinds)
        # A text has the first class of many frames, and the second as well of a few.
        opened = {
            name: [frame for frame in frames if frame.second in there]
            for name, frames in self._opened.items()
            if name in there
        }
        found: dict[str, Found] = {}
        for place, names in enumerate(kinds):
            for name in names:
                for frame in opened.get(name, ()):
                    if frame.name in found:
                        continue
                    end = _complete(frame, place, lemmas, kinds, pauses=pauses)
                    if end is not None:
                        found[frame.name] = Found(frame.name, place, end)
        return list(found.values())


def _complete(
    frame: Frame,
    place: int,
    lemmas: list[str],
    kinds: list[frozenset[str]],
    *,
    pauses: frozenset[int],
) -> int | None:
    if frame.second is None:
        return place
    stops = pauses if frame.first == _DENIAL else _NONE_AT
    for other in range(place + 1, min(place + 1 + frame.within, len(kinds))):
        if lemmas[other] in _PAUSES or other in stops:
            return None
        if frame.second in kinds[other]:
            return other
    return None


def _frames(entry: dict[str, Any]) -> list[Frame]:
    slots: list[str] = entry["slots"]
    if len(slots) == 1:
        return [Frame(entry["name"], slots[0], None, 0, either=False)]
    first, second = slots
    frames = [Frame(entry["name"], first, second, entry["within"], either=False)]
    if entry.get("either"):
        frames.append(Frame(entry["name"], second, first, entry["within"], either=True))
    return frames


def _read(name: str) -> Any:
    path = Path(__file__).parent / "lexicons" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


GRAMMAR: Final = Grammar(_read("grammar")["frames"], _read("grammar_classes"))
