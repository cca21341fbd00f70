"""The values that go into triage and come out of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from routing.reason import Param, Reason, Sentences
from routing.value_object import value_object

SENTENCES: Final = Sentences(Path(__file__).parent / "messages")


@value_object
class Hints:
    """What the channel knows beside the text.

    The trunk that was dialled, the type the sender declared, a sensor's word, and the kind of the
    channel: on one for complaints ("complaint") an unknown matter is no emergency.
    """

    trunk: str | None = None
    declared_type: str | None = None
    is_forwarded: bool = False
    has_media: bool = False
    channel_kind: str = "emergency"


NO_HINTS: Final = Hints()


@value_object
class Noise:
    """How much the report looks like no emergency: graded from 0 to 1, never a block."""

    kind: str = "none"
    grade: float = 0.0


NO_NOISE: Final = Noise()


@value_object
class Flag:
    """One thing said about people and danger, with the words that say it.

    `count` is the number of people where the text counts them.
    """

    code: str
    words: tuple[str, ...] = ()
    probability: float = 1.0
    count: int | None = None

    def document(self) -> dict[str, Any]:
        """Return the flag as JSON members."""
        return {
            "code": self.code,
            "words": list(self.words),
            "probability": self.probability,
            "count": self.count,
        }


@value_object
class Proposal:
    """What triage proposes; `unknown` with confidence 0 is an honest answer.

    `kind_of` is the general type that `type` is a kind of, where it is a finer one. `life` is the
    probability that somebody's life is in danger now. `needs` are the capabilities that the words
    ask for, as labelled by people; `routing` weighs them, it does not obey them. `also` are the
    other types that are spoken of.
    """

    type: str
    priority: int
    confidence: float
    reasons: tuple[Reason, ...] = ()
    noise: Noise = NO_NOISE
    alternatives: tuple[tuple[str, float], ...] = ()
    flags: tuple[Flag, ...] = ()
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    life: float = 0.0
    kind_of: str | None = None

    def document(self) -> dict[str, Any]:
        """Return the proposal as the JSON members of a report."""
        return {
            "type": self.type,
            "priority": self.priority,
            "confidence": self.confidence,
            "reasons": [SENTENCES.document(reason) for reason in self.reasons],
            "noise": {"kind": self.noise.kind, "grade": self.noise.grade},
            "alternatives": [{"type": kind, "score": score} for kind, score in self.alternatives],
            "flags": [flag.document() for flag in self.flags],
            "needs": list(self.needs),
            "also": list(self.also),
            "life": self.life,
            "kind_of": self.kind_of,
        }


def judged(code: str, probability: float, words: Sequence[str]) -> Reason:
    """Return what the model thinks as a reason: how sure it is, and the words that told it."""
    params: dict[str, Param] = {
        "percent": round(100 * probability),
        "words": ", ".join(words) or "-",
    }
    return Reason(code, params, round(probability, 2))
