"""Priority: what was learnt about life, what vital signs settle, what the trade's own type says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from intake.triage.features import WordsRead
from intake.triage.flags import drawn_blood, is_unreal, sure_flags
from intake.triage.lexicon import CATALOGUE
from intake.triage.model import Judgement, Weights
from intake.triage.proposal import judged
from intake.triage.scope import Evidence
from intake.triage.spelling import listed
from routing.reason import Reason

_LIFE: Final = ("unconscious", "no_breath", "trapped", "drowning", "shocked", "suicide")
_HARM: Final = ("injured", "dead", "weapon", "breath_trouble", "many", "bite")
_FRAIL: Final = ("children", "vulnerable")
_LIFE_WEIGHT, _HARM_WEIGHT = 2.0, 1.0
_MOST_BELIEVED = 500
_DRILL_FLOOR = 3
_SHORT = 8
_LEARNT: Final = (2, 3, 4)
_LOWEST = 5
_EVEN: Final = 0.5
_DEADLY: Final = frozenset({"fire", "medical", "drowning", "building_collapse"})
_BYSTANDERS: Final = listed("person children vulnerable house vehicle help")
_VITAL: Final = frozenset({"not_breathing"})
_COUNT_WORDS: Final = {
    word: count
    for count, words in {
        1: "satu siji setunggal settong",
        2: "dua loro kalih dhuwa",
        3: "tiga telu tello",
        4: "empat papat sekawan empa",
        5: "lima limo gangsal lema",
        6: "enam enem ennem",
        7: "tujuh pitu petto",
        8: "delapan wolu ballu",
        9: "sembilan sanga songo sanga",
        10: "sepuluh sadasa sapolo",
    }.items()
    for word in words.split()
}
_COUNTED: Final = listed(
    "orang wong tiyang uwong oreng korban korbane warga anak bocah penumpang siswa jiwa "
    "arek lare luka patah terjebak kejebak tewas"
)


@dataclass(frozen=True, slots=True)
class Urgency:
    """A priority with its reasons and the probability that a life is in danger."""

    priority: int
    life: float
    reasons: tuple[Reason, ...] = ()


def victims(words: list[str]) -> int:
    """Return the largest number of people that `words` count ("3 orang"), 0 when none are."""
    most = 0
    for place, word in enumerate(words):
        if word in _COUNTED:
            for near in (place - 1, place + 1):
                if 0 <= near < len(words):
                    most = max(most, _number(words[near]))
    return most if most <= _MOST_BELIEVED else 0


def _number(word: str) -> int:
    if word.isdecimal() and len(word) <= len(str(_MOST_BELIEVED)):
        return int(word)
    return _COUNT_WORDS.get(word, 0)


def cuts_for(weights: Weights, *, is_calm: bool, is_for_office: bool) -> dict[str, float]:
    """Return from which probability each priority counts.

    A call must not be taken for less urgent than it is, so little is enough. Where it `is_calm`, on
    a channel for complaints or in mere talk, the likelier answer counts below a life in danger; in
    a matter that `is_for_office` (rubbish burns, and nothing beside it) it counts for that too.
    """
    cuts = weights.cuts
    if not is_calm:
        return cuts
    raised = [*(f"p{priority}" for priority in _LEARNT), *(("life",) if is_for_office else ())]
    return cuts | {head: max(cuts[head], _EVEN) for head in raised}


def prioritise(
    kind: str,
    reading: WordsRead,
    judgement: Judgement | None,
    cuts: Mapping[str, float],
    people: int,
) -> Urgency:
    """Return how urgent a report of type `kind` is; `people` is how many its words count.

    `cuts` tells from which probability each priority counts (`cuts_for`). Without words the type
    alone decides. A vital sign is never outvoted by what was learnt.
    """
    reasons = list(_mentioned(reading.evidence, people))
    if judgement is None:
        return Urgency(CATALOGUE[kind]["priority"], 0.0, tuple(reasons))
    life = judgement.p("life")
    sure = _settled(kind, reading)
    if sure is not None:
        reasons.append(Reason(sure, weight=_LIFE_WEIGHT))
        priority = 1
    elif len(reading.said) <= _SHORT and _is_all_denied(reading.evidence):
        reasons.append(Reason("severity.denied", weight=-1.0))
        priority = _LOWEST
    else:
        priority = 1 if life >= cuts["life"] else _learnt(judgement, cuts)
        reasons.append(_why(judgement, life, likely=priority == 1))
    if priority < _DRILL_FLOOR and "drill" in reading.evidence.discounts:
        reasons.append(Reason("severity.drill", weight=-1.0))
        priority = _DRILL_FLOOR
    return Urgency(priority, round(life, 3), tuple(reasons))


def _is_all_denied(evidence: Evidence) -> bool:
    """Whether every emergency that the words name is denied ("bukan kebakaran")."""
    return bool(evidence.denied) and set(evidence.found) <= _BYSTANDERS


def _settled(kind: str, reading: WordsRead) -> str | None:
    """Return the reason that outvotes what was learnt, if there is one."""
    if not _VITAL.isdisjoint(sure_flags(reading)):
        return "severity.sure"
    if drawn_blood(reading) and not is_unreal(reading):
        return "severity.bloody"
    if reading.is_protested and kind in _DEADLY and not is_unreal(reading):
        return "severity.protested"
    return None


def _learnt(judgement: Judgement, cuts: Mapping[str, float]) -> int:
    """Return the first priority below 1 that the words reach."""
    for priority in _LEARNT:
        if judgement.p(f"p{priority}") >= cuts[f"p{priority}"]:
            return priority
    return _LOWEST


def _mentioned(evidence: Evidence, people: int) -> list[Reason]:
    """Return what the words say of people in danger, a life first."""
    found = evidence.found
    reasons = [
        Reason(f"severity.{name}", weight=_LIFE_WEIGHT if name in _LIFE else _HARM_WEIGHT)
        for name in (*_LIFE, *_HARM)
        if name in found
    ]
    if reasons:
        reasons += [
            Reason(f"severity.{name}", weight=_HARM_WEIGHT) for name in _FRAIL if name in found
        ]
    if reasons and people:
        reasons.append(Reason("severity.counted", {"people": people}, _HARM_WEIGHT))
    return reasons


def _why(judgement: Judgement, life: float, *, likely: bool) -> Reason:
    words = judgement.telling("life", sign=1.0 if likely else -1.0)
    return judged("model.life_likely" if likely else "model.life_unlikely", life, words)
