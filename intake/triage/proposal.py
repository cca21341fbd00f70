"""The values that go into triage and come out of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hints:
    """What the channel knows beside the text.

    The trunk that was dialled, the type the sender declared, a sensor's word.
    """

    trunk: str | None = None
    declared_type: str | None = None
    is_forwarded: bool = False
    has_media: bool = False


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counted, readable by a call taker; a negative weight counted against."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Noise:
    """How much the report looks like no emergency: graded from 0 to 1, never a block."""

    kind: str = "none"
    grade: float = 0.0


NO_NOISE = Noise()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What triage proposes; `unknown` with confidence 0 is an honest answer."""

    type: str
    priority: int
    confidence: float
    reasons: tuple[Reason, ...] = ()
    noise: Noise = NO_NOISE
    alternatives: tuple[tuple[str, float], ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the proposal as the JSON members of a report."""
        return {
            "type": self.type,
            "priority": self.priority,
            "confidence": self.confidence,
            "reasons": [
                {"code": reason.code, "text": reason.text, "weight": reason.weight}
                for reason in self.reasons
            ],
            "noise": {"kind": self.noise.kind, "grade": self.noise.grade},
            "alternatives": [{"type": kind, "score": score} for kind, score in self.alternatives],
        }
