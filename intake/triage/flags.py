"""What is said about people and danger, as flags with the words that say it.

A flag is raised by the model, or by words that are surer than any learning; only a denial or a
discount over the whole text takes a sure word back.
"""

from typing import Final

from intake.triage.denied import denied_matters
from intake.triage.features import WordsRead
from intake.triage.model import FLAGS, Judgement
from intake.triage.people import counted_at, counted_hurt
from intake.triage.proposal import Flag
from intake.triage.spelling import listed

_SURE_FRAMES: Final = {
    "no_breath": "not_breathing",
    "breath_stopped": "not_breathing",
    "no_pulse": "not_breathing",
    "bitten": "bitten",
    "armed": "weapon",
    "much_blood": "bleeding",
    "seizure": "convulsion",
    "burns": "burned",
    "wire_down": "line_down",
}
_SURE_CONCEPTS: Final = {
    "no_breath": "not_breathing",
    "unconscious": "unconscious",
    "suicide": "suicide",
    "shocked": "electrocuted",
    "trapped": "trapped",
    "current": "moving_water",
    "drowning": "water",
    "line_down": "line_down",
}
_CHILD: Final = listed("anak bayi anakkecil cucu bocah adik balita keponakan")
_ALONE: Final = listed("sendiri ditinggal ditinggalno ditilar ijen telantar")
_ALONE_WITHIN = 5
_UNREAL: Final = frozenset({"drill", "fiction", "figurative", "past", "over", "hypothetical"})
_UNREAL_FRAMES: Final = frozenset({"mistaken", "dream", "no_longer", "practice"})
_COUNTED: Final = frozenset({"injured", "burned", "trapped", "drowning", "dead", "many", "missing"})
_WORDS_SHOWN = 3
_SURE = 0.97
_BLOOD: Final = frozenset({"darah", "berdarah"})


def is_unreal(reading: WordsRead) -> bool:
    """Whether something over the whole text says that this is not happening now."""
    return not _UNREAL.isdisjoint(reading.evidence.discounts) or any(
        frame.name in _UNREAL_FRAMES for frame in reading.frames
    )


def drawn_blood(reading: WordsRead) -> tuple[str, ...]:
    """Return the word for the blood that an attack on a person drew; nothing without an attack."""
    if not any(frame.name == "violence" for frame in reading.frames):
        return ()
    words = zip(reading.said, reading.lemmas, strict=True)
    return tuple(word for word, lemma in words if lemma in _BLOOD)[:1]


def _left_alone(reading: WordsRead) -> tuple[str, ...]:
    """Return the words that say that a child is alone, from the child to the word for it."""
    for start, lemma in enumerate(reading.lemmas):
        if lemma not in _CHILD:
            continue
        for end in range(start + 1, min(start + 1 + _ALONE_WITHIN, len(reading.lemmas))):
            if reading.lemmas[end] == ".":
                break
            if reading.lemmas[end] in _ALONE:
                return tuple(reading.said[start : end + 1])
    return ()


def sure_flags(reading: WordsRead) -> dict[str, tuple[str, ...]]:
    """Return the flags that words alone raise, with those words."""
    if is_unreal(reading):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for frame in reading.frames:
        code = _SURE_FRAMES.get(frame.name)
        if code is not None:
            found.setdefault(code, tuple(reading.said[frame.start : frame.end + 1]))
    denied = denied_matters(reading)
    for concept, code in _SURE_CONCEPTS.items():
        places = reading.evidence.found.get(concept)
        if places and concept not in denied:
            found.setdefault(code, (reading.words[places[0][0]],))
    for code, words in (
        ("bleeding", drawn_blood(reading)),
        ("children_alone", _left_alone(reading)),
        ("injured", counted_hurt(reading.words)),
    ):
        if words:
            found.setdefault(code, words)
    return found


def find_flags(reading: WordsRead, judgement: Judgement | None, people: int) -> tuple[Flag, ...]:
    """Return the flags of a text, the likeliest first; `people` is how many it counts."""
    sure = sure_flags(reading)
    denied = {_SURE_CONCEPTS.get(concept) for concept in denied_matters(reading)}
    found = [
        Flag(code, words, _SURE, _count(code, words, reading, people))
        for code, words in sure.items()
    ]
    if judgement is not None:
        for code, probability in judgement.likely(FLAGS).items():
            if code not in sure and code not in denied:
                words = tuple(judgement.telling(f"{FLAGS}{code}", _WORDS_SHOWN))
                count = _count(code, words, reading, people)
                found.append(Flag(code, words, round(probability, 2), count))
    return tuple(sorted(found, key=lambda flag: (-flag.probability, flag.code)))


def _count(code: str, said: tuple[str, ...], reading: WordsRead, people: int) -> int | None:
    return counted_at(reading.words, said, people) if code in _COUNTED else None
