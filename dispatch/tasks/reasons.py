"""Why an agency was asked: the plan's reasons, and what happened to the order since."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dispatch.kernel.web.view import ReasonView, reason_view
from routing.explain import SENTENCES as OF_PLANS
from routing.reason import Reason, Sentences

CHOSEN_BY_DISPATCHER: Final = Reason("chosen_by_dispatcher")
NEXT_CANDIDATE: Final = Reason("next_candidate")
RETURNED: Final = Reason("returned")
OF_ORDERS: Final = Sentences(Path(__file__).parent / "messages")


def say(reason: Reason, language: str) -> str:
    """Return a reason of an order as a sentence."""
    ours = reason.code in OF_ORDERS.codes(language)
    return OF_ORDERS.say(reason, language) if ours else OF_PLANS.say(reason, language)


def stored_reasons(
    codes: Sequence[str], params: Sequence[Mapping[str, Any]] | None
) -> tuple[Reason, ...]:
    """Return the reasons of a row.

    Rows of a version that kept the codes alone have no `params`; their sentences are their codes.
    """
    filled = params if params is not None and len(params) == len(codes) else [{}] * len(codes)
    return tuple(Reason(code, of) for code, of in zip(codes, filled, strict=True))


def reason_views(
    codes: Sequence[str], params: Sequence[Mapping[str, Any]] | None
) -> list[ReasonView]:
    """Return the reasons of an order's row as people see them."""
    return [reason_view(reason, say) for reason in stored_reasons(codes, params)]
