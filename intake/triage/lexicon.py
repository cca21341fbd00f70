"""The lexicons as one matcher, compiled once when the module is loaded.

A term is one or more words and carries labels: concepts ("fire", "house") and modifiers
("negation", "past"). The matcher walks the words once, takes the longest term that starts at each,
and never looks at a word twice.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from intake.triage.spelling import Spelling, words_of
from routing.reason import Reason
from routing.value_object import value_object

_FOLDER = Path(__file__).parent / "lexicons"
_WEIGHTY = 4.0


class Hit(NamedTuple):
    """A term found: words `start` to `end` (inclusive) of sentence `sentence`."""

    start: int
    end: int
    sentence: int
    concepts: tuple[str, ...]
    modifiers: tuple[str, ...]


class Term(NamedTuple):
    """A term of the lexicon by the words after its first."""

    length: int
    rest: list[str]
    concepts: tuple[str, ...]
    modifiers: tuple[str, ...]


class Start(NamedTuple):
    """What may follow a word.

    The term of that word alone, and longer terms by their second word, longest first.
    """

    alone: Term | None
    longer: dict[str, list[Term]]


@value_object
class Rule:
    """Evidence for `type` when every concept of `needs` stands within `within` words of each other.

    No concept of `spoilers` may be there.
    """

    type: str
    weight: float
    needs: tuple[str, ...]
    partner: str | None
    within: int
    spoilers: tuple[str, ...]
    consequence: bool
    reason: Reason


def load(name: str) -> Any:
    """Read one lexicon file."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _terms(entries: dict[str, dict[str, str]]) -> dict[tuple[str, ...], list[str]]:
    terms: dict[tuple[str, ...], list[str]] = {}
    for label, languages in entries.items():
        for text in ",".join(languages.values()).split(","):
            labels = terms.setdefault(tuple(words_of(text)), [])
            if label not in labels:
                labels.append(label)
    return terms


class Lexicon:
    """Every term of the lexicon files, by its first word."""

    def __init__(
        self,
        concepts: dict[str, dict[str, str]],
        modifiers: dict[str, dict[str, str]],
        weighty: Iterable[str],
    ) -> None:
        """Compile concepts and modifiers (label -> language -> terms).

        Words of `weighty` concepts are guessed when misspelt.
        """
        terms = _terms({**concepts, **modifiers})
        self._by_first: dict[str, Start] = {}
        for words, labels in sorted(terms.items(), key=lambda term: -len(term[0])):
            figurative = "figurative" in labels
            term = Term(
                len(words),
                list(words[1:]),
                () if figurative else tuple(label for label in labels if label in concepts),
                ("figurative",)
                if figurative
                else tuple(label for label in labels if label in modifiers),
            )
            start = self._by_first.setdefault(words[0], Start(None, {}))
            if term.rest:
                start.longer.setdefault(term.rest[0], []).append(term)
            else:
                self._by_first[words[0]] = start._replace(alone=term)
        vocabulary = {word for words in terms for word in words}
        keys = {
            words[0]
            for words in _terms({name: concepts[name] for name in weighty})
            if len(words) == 1
        }
        self._spelling = Spelling(vocabulary, keys, load("spelling"))

    def fold(self, words: Iterable[str]) -> list[str]:
        """Fold each word to the vocabulary."""
        known, fold = self._spelling.memory, self._spelling.fold
        return [known.get(word) or fold(word) for word in words]

    def find(self, words: list[str]) -> list[Hit]:
        """Return the longest terms in `words`, left to right, not overlapping."""
        hits: list[Hit] = []
        start_of = self._by_first.get
        make = (
            tuple.__new__
        )  # half the price of calling Hit, and this is the innermost loop of intake
        sentence, taken = 0, 0
        for place, word in enumerate(words):
            if place < taken:
                continue
            start = start_of(word)
            if start is not None:
                term = _longest(start, words, place)
                if term is not None:
                    length, _, concepts, modifiers = term
                    taken = place + length
                    hits.append(make(Hit, (place, taken - 1, sentence, concepts, modifiers)))
            elif word == ".":
                sentence += 1
        return hits


def _longest(start: Start, words: list[str], place: int) -> Term | None:
    alone, longer = start
    if longer and place + 1 < len(words):
        for term in longer.get(words[place + 1], ()):
            if words[place + 1 : place + term[0]] == term[1]:
                return term
    return alone


def _rule(entry: dict[str, Any]) -> Rule:
    needs = tuple(entry["all"])
    return Rule(
        type=entry["type"],
        weight=float(entry["weight"]),
        needs=needs,
        partner=needs[1] if len(needs) > 1 else None,
        within=int(entry.get("within", 0)),
        spoilers=tuple(entry.get("not", ())),
        consequence=bool(entry.get("consequence", False)),
        reason=Reason(
            f"evidence.{entry['type']}", {"concepts": "+".join(needs)}, float(entry["weight"])
        ),
    )


CATALOGUE: dict[str, dict[str, Any]] = load("catalogue")
_MODIFIERS: dict[str, dict[str, str]] = load("modifiers")
FILLERS = frozenset(
    words[0] for words in _terms({"filler": _MODIFIERS.pop("filler")}) if len(words) == 1
)
_CONCEPTS: dict[str, dict[str, str]] = load("concepts")
RULES = tuple(_rule(entry) for entry in load("rules"))
LEXICON = Lexicon(
    _CONCEPTS,
    _MODIFIERS,
    sorted({rule.needs[0] for rule in RULES if len(rule.needs) == 1 and rule.weight >= _WEIGHTY}),
)
