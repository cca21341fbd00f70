"""What intake proposes for a report, as people see it."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from dispatch.incidents.reason_view import reason_views
from dispatch.kernel.web.view import ReasonView, View
from intake.triage.proposal import SENTENCES


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


class ProposalView(View):
    """What a report would be taken for, and why."""

    type: str
    priority: int
    confidence: float = Field(description="0 to 1; 0 is an honest answer.")
    reasons: tuple[ReasonView, ...]
    noise: NoiseView
    alternatives: tuple[AlternativeView, ...]
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
    reasons = reason_views(stored.get("reasons", []), SENTENCES)
    return ProposalView.model_validate({**_LEFT_OUT, **stored, "reasons": reasons})
