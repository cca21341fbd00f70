"""What intake proposes for a report, as people see it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from pydantic import Field

from dispatch.incidents.reason_view import reason_views
from dispatch.kernel.web.view import ReasonView, Sentence, View
from intake.triage.proposal import SENTENCES
from routing.reason import Reason


class NoiseView(View):
    """How much a report looks like no emergency: graded from 0 to 1, never a block."""

    kind: str
    grade: float


class AlternativeView(View):
    """A type that it could be instead."""

    type: str
    score: float


class ElsewhereView(View):
    """The other city or regency in which it happens."""

    place: str
    room: str | None = Field(description="Who answers there, where that is known.")


class FlagView(View):
    """One thing said about people and danger, with the words that said it."""

    code: str = Field(description="Stable, for programs.")
    label: Sentence = Field(description="The flag, in the language of the request.")
    words: tuple[str, ...] = Field(description="What was said, in its order; empty once erased.")
    count: int | None = Field(description="How many people, where the words count them.")
    probability: float = Field(description="How likely it is so, from 0 to 1.")


class NeedView(View):
    """A capability that the words ask for: advice, which the run cards weigh."""

    code: str = Field(description="Stable, for programs.")
    label: Sentence = Field(description="The capability, in the language of the request.")


class ProposalView(View):
    """What a report would be taken for, and why."""

    type: str
    kind_of: str | None = Field(
        default=None, description="The general type that `type` is a kind of, if it is a finer one."
    )
    priority: int
    confidence: float = Field(description="0 to 1; 0 is an honest answer.")
    reasons: tuple[ReasonView, ...]
    noise: NoiseView
    alternatives: tuple[AlternativeView, ...]
    life: float = Field(
        default=0.0, description="How likely somebody's life is in danger now, from 0 to 1."
    )
    flags: tuple[FlagView, ...] = ()
    needs: tuple[NeedView, ...] = ()
    elsewhere: ElsewhereView | None = None


# What an older version, or retention, left out of a stored proposal. One report that cannot be
# shown must not take the whole board away.
_LEFT_OUT: Final[Mapping[str, Any]] = {
    "type": "unknown",
    "priority": 2,
    "confidence": 0.0,
    "noise": {"kind": "none", "grade": 0.0},
    "alternatives": (),
}


def proposal_view(stored: Mapping[str, Any]) -> ProposalView | None:
    """Return the view of a stored proposal; None for a report that was never read."""
    if not stored:
        return None
    # Retention erases the reasons, which quote the words, and leaves what they came to.
    in_words = {
        "reasons": reason_views(stored.get("reasons", []), SENTENCES),
        "flags": [
            {**flag, "label": _label(f"flag.{flag['code']}")} for flag in stored.get("flags", ())
        ],
        "needs": [
            {"code": need, "label": _label(f"need.{need}")} for need in stored.get("needs", ())
        ],
    }
    return ProposalView.model_validate({**_LEFT_OUT, **stored, **in_words})


def _label(code: str) -> Sentence:
    return Sentence(partial(SENTENCES.say, Reason(code)))
