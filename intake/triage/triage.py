"""`triage`: what kind of emergency a text speaks of, how urgent, how sure, and why.

Three listeners in one: rules over concepts (the lexicons), a small grammar over lemmas, and a model
learnt from labelled sentences that weighs both. Rules stand where they are surer than learning.
What each counted for is in the reasons (LIMITS.md and docs/quality.md say how far to believe them).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from intake.triage.address import is_address
from intake.triage.features import WordsRead, read
from intake.triage.finer import CALM_FROM, UNLABELLED, is_calm, refine
from intake.triage.flags import find_flags
from intake.triage.kinds import UNKNOWN, decide, happening, hinted, others, said, shares_of, speaks
from intake.triage.lexicon import Rule
from intake.triage.model import MODEL, NEEDS, Judgement, Model
from intake.triage.needs import propose_needs
from intake.triage.noise import NOISY, grade, learnt_noise
from intake.triage.people import victims
from intake.triage.proposal import NO_HINTS, Hints, Noise, Proposal, judged
from intake.triage.scope import Evidence
from intake.triage.score import score
from intake.triage.severity import Urgency, cuts_for, prioritise
from routing.reason import Reason

_LONGEST_READ: Final = 6_000
COMPLAINTS: Final = "complaint"
_COMPLAINT: Final = 4
_URGENT: Final = 2
_SURE_OF_FLAG: Final = 0.6
# What a channel knows of a type is as good as a rule.
_SURELY: Final = 4.0
_MERE_TALK: Final = 0.5


def triage(text: str, hints: Hints = NO_HINTS, model: Model = MODEL) -> Proposal:
    """Propose type and priority for `text` with what the channel knows in `hints`."""
    reading = read(text[:_LONGEST_READ])
    judgement = model.judge(reading) if _says_something(reading) else None
    found = reading.evidence.found
    rules, fired = score(reading.evidence)
    hint_scores, reasons = hinted(hints)
    speaking = speaks(judgement)
    shares = shares_of(rules, hint_scores, judgement, speaks=speaking)
    kind, confidence, assumed = decide(
        shares,
        reading.evidence,
        hints,
        counted=_counted(rules, hint_scores),
        happening=happening(judgement),
        speaks=speaking,
    )
    people = victims(reading.words)
    for_complaints = hints.channel_kind == COMPLAINTS
    is_for_office = is_calm(found)
    may_wait = for_complaints or is_for_office or (kind == UNKNOWN and speaking < _MERE_TALK)
    cuts = cuts_for(model.weights, is_calm=may_wait, is_for_office=is_for_office)
    urgency = prioritise(kind, reading, judgement, cuts, people)
    noise, noisy = _noise(reading, judgement, model, urgency, kind=kind, hints=hints)
    if for_complaints and kind == UNKNOWN:
        urgency = _put_off(urgency, _COMPLAINT, "hint.for_complaints")
    elif is_for_office:
        urgency = _put_off(urgency, CALM_FROM, "severity.calm")
    flags = () if urgency.is_denied else find_flags(reading, judgement, people)
    also = _also(said(shares, rules, kind), kind, urgency)
    sure = {flag.code for flag in flags if flag.probability >= _SURE_OF_FLAG}
    words = frozenset(reading.said)
    declared, priority = hints.declared_type, urgency.priority
    finer, refined = refine(kind, declared, sure, found, priority=priority, words=words)
    learnt = _asked_for(judgement, finer)
    return Proposal(
        type=finer,
        kind_of=None if finer == kind else kind,
        priority=priority,
        confidence=confidence,
        reasons=(
            *_evidence(reading.evidence, fired),
            *_learnt(judgement, kind),
            *reasons,
            *assumed,
            *refined,
            *urgency.reasons,
            *noisy,
        ),
        noise=noise,
        alternatives=others(shares, kind),
        flags=flags,
        needs=propose_needs((kind, *also), confidence, priority, flags, learnt),
        also=also,
        life=urgency.life,
    )


def _says_something(reading: WordsRead) -> bool:
    """Whether there is anything to judge: an address alone does not say what happened."""
    return any(word != "." for word in reading.said) and not is_address(reading)


def _asked_for(judgement: Judgement | None, kind: str) -> Mapping[str, float]:
    """Return the capabilities that like sentences ask for; none where no like one was labelled."""
    return {} if judgement is None or kind in UNLABELLED else judgement.likely(NEEDS)


def _also(spoken_of: Sequence[str], kind: str, urgency: Urgency) -> tuple[str, ...]:
    """Return the other types that are spoken of, where somebody is to be sent for them."""
    if kind == UNKNOWN or urgency.priority > _URGENT:
        return ()
    return tuple(other for other in spoken_of if other not in {kind, UNKNOWN})


def _noise(
    reading: WordsRead,
    judgement: Judgement | None,
    model: Model,
    urgency: Urgency,
    kind: str,
    hints: Hints,
) -> tuple[Noise, list[Reason]]:
    """Grade by the words and by what was learnt; a life in danger is never noise."""
    by_words, reasons = grade(
        reading.words,
        reading.hits,
        has_content=kind != UNKNOWN or reading.evidence.has("help"),
        has_media=hints.has_media,
        is_drill="drill" in reading.evidence.discounts,
    )
    if judgement is None or urgency.priority == 1:
        return by_words, reasons
    learnt, why = learnt_noise(judgement, model.weights.cuts["noise"])
    if learnt.grade > by_words.grade:
        return learnt, [*reasons, *why]
    if by_words.grade >= NOISY and not why:
        by_words = replace(by_words, grade=round(NOISY - 0.05, 2))
    return by_words, reasons


def _counted(rules: Mapping[str, float], hints: Mapping[str, float]) -> dict[str, float]:
    """Return what was counted for each type; what the channel knows of it is as good as a rule."""
    return {
        kind: rules.get(kind, 0.0) + _SURELY * hints.get(kind, 0.0) for kind in {*rules, *hints}
    }


def _put_off(urgency: Urgency, to: int, why: str) -> Urgency:
    """Return the urgency of a matter that waits its turn, unless a life is in danger."""
    if urgency.priority == 1 or urgency.priority >= to:
        return urgency
    reasons = (*urgency.reasons, Reason(why, weight=-1.0))
    return replace(urgency, priority=to, reasons=reasons)


def _evidence(evidence: Evidence, fired: list[tuple[Rule, float]]) -> list[Reason]:
    reasons = [
        rule.reason if worth == rule.weight else replace(rule.reason, weight=round(worth, 2))
        for rule, worth in fired
    ]
    reasons.extend(
        Reason(f"discount.{name}", weight=round(factor - 1.0, 2))
        for name, factor in evidence.discounts.items()
    )
    return reasons


def _learnt(judgement: Judgement | None, kind: str) -> list[Reason]:
    head = f"t:{kind}"
    if judgement is None or kind == UNKNOWN or judgement.p(head) == 0.0:
        return []
    return [judged(f"model.type.{kind}", judgement.p(head), judgement.telling(head))]
