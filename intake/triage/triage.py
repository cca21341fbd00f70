"""`triage`: what kind of emergency a text speaks of, how urgent, how sure, and why.

The lexicons are Indonesian, Javanese (ngoko and krama, East Javanese spelling), some Madurese, and
chat spelling; the rules speak of concepts, not of words, so that a sentence and its translation get
the same answer (LIMITS.md says how far that holds).
"""

import math
from dataclasses import replace
from operator import itemgetter

from intake.triage.lexicon import CATALOGUE, LEXICON, Rule
from intake.triage.noise import grade
from intake.triage.proposal import NO_HINTS, Hints, Proposal, Reason
from intake.triage.scope import Evidence, weigh
from intake.triage.score import score
from intake.triage.severity import prioritise

_LONGEST_READ = 6_000
_THRESHOLD = 2.0
_DECLARED = 3.0
_TRUNK = 2.2
_TRUNKS = {"113": "fire", "119": "medical", "123": "power_outage", "115": "rescue", "110": "crime"}
_SCALE = 4.5
_RIVAL_SHARE = 0.6
_HIGHEST = 0.97
_ASSUMED_INJURED = 0.8
_SECOND_HAND = 0.85
_ALTERNATIVES = 3
_DISCOUNT_TEXTS = {
    "negation": "ada yang disangkal dalam teks",
    "hypothetical": "pengandaian atau peringatan",
    "past": "tentang waktu lampau",
    "drill": "latihan atau simulasi",
    "fiction": "cerita, berita atau hiburan",
    "information": "pertanyaan",
    "over": "sudah tertangani menurut teks",
    "figurative": "kiasan, bukan kejadian",
}
_CONCEPT_TEXTS = {kind: str(entry["label"]) for kind, entry in CATALOGUE.items()}


def triage(text: str, hints: Hints = NO_HINTS) -> Proposal:
    """Propose type and priority for `text` with what the channel knows in `hints`."""
    read = text[:_LONGEST_READ]
    words = LEXICON.words(read)
    hits = LEXICON.find(words)
    evidence = weigh(words, hits, asks="?" in read)
    scores, fired = score(evidence)
    reasons = _reasons(evidence, fired)
    _apply_hints(scores, hints, reasons)
    kind, confidence = _decide(scores, evidence, hints, reasons)
    priority, severity = prioritise(kind, evidence, words)
    has_content = kind != "unknown" or evidence.has("help")
    noise, noisy = grade(
        words,
        hits,
        has_content=has_content,
        has_media=hints.has_media,
        is_drill="drill" in evidence.discounts,
    )
    return Proposal(
        kind,
        priority,
        confidence,
        (*reasons, *severity, *noisy),
        noise,
        _others(scores, kind) if len(scores) > 1 else (),
    )


def _others(scores: dict[str, float], kind: str) -> tuple[tuple[str, float], ...]:
    """Return the next best types; a crash is not offered beside a crash with injured."""
    ranked = sorted(scores.items(), key=itemgetter(1), reverse=True)
    return tuple(
        (other, round(value, 2)) for other, value in ranked if other not in {kind, "crash"}
    )[:_ALTERNATIVES]


def _reasons(evidence: Evidence, fired: list[tuple[Rule, float]]) -> list[Reason]:
    reasons = [
        rule.reason if worth == rule.weight else replace(rule.reason, weight=round(worth, 2))
        for rule, worth in fired
    ]
    reasons.extend(
        Reason(f"discount.{name}", _DISCOUNT_TEXTS[name], round(factor - 1.0, 2))
        for name, factor in evidence.discounts.items()
    )
    return reasons


def _apply_hints(scores: dict[str, float], hints: Hints, reasons: list[Reason]) -> None:
    presumed = _TRUNKS.get(hints.trunk or "")
    if presumed is not None:
        scores[presumed] = scores.get(presumed, 0.0) + _TRUNK
        reasons.append(Reason("hint.trunk", f"masuk lewat nomor {hints.trunk}", _TRUNK))
    declared = hints.declared_type
    if declared is not None and declared in CATALOGUE and declared != "unknown":
        scores[declared] = scores.get(declared, 0.0) + _DECLARED
        reasons.append(
            Reason(
                "hint.declared", f"pengirim menyebut {_CONCEPT_TEXTS[declared].lower()}", _DECLARED
            )
        )


def _decide(
    scores: dict[str, float], evidence: Evidence, hints: Hints, reasons: list[Reason]
) -> tuple[str, float]:
    kind = max(scores, key=lambda name: scores[name], default="unknown")
    best = scores.get(kind, 0.0)
    if best < _THRESHOLD:
        return "unknown", 0.0
    rival = max((value for name, value in scores.items() if name != kind), default=0.0)
    confidence = (1.0 - math.exp(-best / _SCALE)) * best / (best + _RIVAL_SHARE * rival)
    if kind == "crash":
        kind, confidence = _injured_or_not(evidence, confidence, reasons)
    if hints.is_forwarded:
        confidence *= _SECOND_HAND
        reasons.append(
            Reason(
                "hint.forwarded", "pesan terusan: pengirim mungkin bukan saksi", _SECOND_HAND - 1.0
            )
        )
    return kind, round(min(confidence, _HIGHEST), 2)


def _injured_or_not(
    evidence: Evidence, confidence: float, reasons: list[Reason]
) -> tuple[str, float]:
    """Take a crash as one with injured unless the text denies it.

    Silence about victims is not their absence.
    """
    if evidence.has(
        "injured", "dead", "unconscious", "no_breath", "trapped", "many", "breath_trouble"
    ):
        return "crash_injured", confidence
    if "injured" in evidence.denied or "dead" in evidence.denied:
        return "crash", confidence
    reasons.append(
        Reason(
            "crash.victims_not_excluded",
            "korban tidak disebut, jadi belum dapat dikesampingkan",
            0.0,
        )
    )
    return "crash_injured", confidence * _ASSUMED_INJURED
