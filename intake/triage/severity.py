"""Priority: what was learnt about life, what vital signs settle, what the trade's own type says."""

from collections.abc import Mapping
from typing import Final

from intake.triage.contrast import NOT_SO
from intake.triage.denied import denied_matters
from intake.triage.features import WordsRead
from intake.triage.flags import drawn_blood, is_unreal, sure_flags
from intake.triage.lexicon import CATALOGUE
from intake.triage.model import Judgement, Weights
from intake.triage.people import count_hurt
from intake.triage.proposal import judged
from intake.triage.scope import Evidence
from intake.triage.spelling import listed
from routing.reason import Reason
from routing.value_object import value_object

_LIFE: Final = ("unconscious", "no_breath", "trapped", "drowning", "shocked", "suicide")
_HARM: Final = ("injured", "dead", "weapon", "breath_trouble", "many", "bite")
_FRAIL: Final = ("children", "vulnerable")
_LIFE_WEIGHT, _HARM_WEIGHT = 2.0, 1.0
_DRILL_FLOOR = 3
_MANY_HURT = 5
_SHORT, _NOT_LONG = 8, 20
_LEARNT: Final = (2, 3, 4)
_LOWEST = 5
_EVEN: Final = 0.5
_DEADLY: Final = frozenset({"fire", "medical", "drowning", "building_collapse"})
_BYSTANDERS: Final = listed("person children vulnerable house vehicle help river structure tree")
_VITAL: Final = frozenset({"not_breathing"})
_OF_A_PATIENT: Final = frozenset({"medical", "unconscious", "shocked", "no_breath"})
_PLAIN: Final = frozenset({"convulsion", "unconscious", "electrocuted"})


@value_object
class Urgency:
    """A priority with its reasons and the probability that a life is in danger.

    `is_denied`: every emergency that the words name is said not to be.
    """

    priority: int
    life: float
    reasons: tuple[Reason, ...] = ()
    is_denied: bool = False


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
    sure, denied = _settled(kind, reading), False
    if sure is not None:
        reasons.append(Reason(sure, weight=_LIFE_WEIGHT))
        priority = 1
    elif denied := _is_denied(reading, is_feared=life >= cuts["life"]):
        reasons.append(Reason("severity.denied", weight=-1.0))
        priority = _LOWEST
    else:
        priority = 1 if life >= cuts["life"] else _learnt(judgement, cuts)
        reasons.append(_why(judgement, life, likely=priority == 1))
    if priority < _DRILL_FLOOR and "drill" in reading.evidence.discounts:
        reasons.append(Reason("severity.drill", weight=-1.0))
        priority = _DRILL_FLOOR
    return Urgency(priority, round(life, 3), tuple(reasons), is_denied=denied)


def _is_denied(reading: WordsRead, *, is_feared: bool) -> bool:
    """Whether every emergency that the words name is denied ("bukan orang pingsan").

    Of many words the denial must be of the matter itself, and what was learnt must agree: "nobody
    is hurt" takes back no fallen tree, and there may be an emergency that no lexicon lists.
    """
    evidence, denied = reading.evidence, denied_matters(reading)
    is_short = len(reading.said) <= _SHORT
    is_plain = bool(denied) and not is_feared and len(reading.said) <= _NOT_LONG
    return (
        bool(evidence.denied)
        and (is_short or is_plain)
        and _BYSTANDERS.issuperset(set(evidence.found) - denied)
    )


def _settled(kind: str, reading: WordsRead) -> str | None:
    """Return the reason that outvotes what was learnt, if there is one."""
    sure = sure_flags(reading)
    if not _VITAL.isdisjoint(sure) or (_corrects(reading) and not _PLAIN.isdisjoint(sure)):
        return "severity.sure"
    if drawn_blood(reading) and not is_unreal(reading):
        return "severity.bloody"
    if reading.is_protested and kind in _DEADLY and not is_unreal(reading):
        return "severity.protested"
    if count_hurt(reading.words) >= _MANY_HURT and not is_unreal(reading):
        return "severity.many"
    return None


def _corrects(reading: WordsRead) -> bool:
    """Whether another matter is denied first ("bukan kecelakaan pak, orang kejang").

    That denial makes what was learnt doubt the whole text.
    """
    opens = bool(reading.words) and reading.words[0] in NOT_SO
    denied = reading.evidence.denied
    return opens and not _BYSTANDERS.issuperset(denied) and _OF_A_PATIENT.isdisjoint(denied)


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
