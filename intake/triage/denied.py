"""What a "bukan" takes back although a person stands between: "bukan orang pingsan".

`scope.py` looks back over filler words only, and the net has learnt with that reach. What is denied
here changes no feature: it keeps flags and urgency from resting on what was said not to be so.
"""

from typing import Final

from intake.triage.contrast import NOT_SO
from intake.triage.features import WordsRead
from intake.triage.lexicon import FILLERS, Hit

_WHO: Final = frozenset({"person", "children", "vulnerable"})


def denied_matters(reading: WordsRead) -> frozenset[str]:
    """Return the concepts of which every mention is denied across the people before it."""
    if NOT_SO.isdisjoint(reading.words):
        return frozenset()
    by_start = {hit.start: hit for hit in reading.hits}
    places = {
        place
        for hit in reading.hits
        if "negation" in hit.modifiers and reading.words[hit.start] in NOT_SO
        for place in _reached(reading.words, by_start, hit.end + 1)
    }
    return frozenset(
        concept
        for concept, mentions in reading.evidence.found.items()
        if all(place in places for place, _, _ in mentions)
    )


def _reached(words: list[str], by_start: dict[int, Hit], place: int) -> list[int]:
    """Return where the matters stand that a denial before `place` reaches."""
    found: list[int] = []
    while place < len(words):
        hit = by_start.get(place)
        if hit is not None and hit.concepts:
            is_matter = not _WHO.issuperset(hit.concepts)
            if is_matter:
                found.append(place)
            place = hit.end + 1
            if is_matter:
                break
        elif words[place] in FILLERS:
            place += 1
        else:
            break
    return found
