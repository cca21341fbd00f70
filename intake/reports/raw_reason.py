"""Why a raw message is shown to a person: a code and its sentence in the reader's language."""

from pathlib import Path
from typing import Final

from dispatch.kernel.web.view import ReasonView, reason_view
from intake.reports.models import RawKind, RawMessage
from routing.reason import Reason, Sentences

SENTENCES: Final = Sentences(Path(__file__).parent / "messages")


def raw_reason(row: RawMessage) -> ReasonView:
    """Return the reason of a raw message.

    A problem without a sentence of its own (an event that the channel's owner has just invented)
    gets the sentence of its kind. What the parser said is for technicians and stays in the row.
    """
    code = row.problem or row.kind
    params: dict[str, str | int] = {"size": len(row.body)}
    if row.kind == RawKind.NOTICE:
        params["what"] = row.detail or code
    return reason_view(Reason(code, params), _say)


def _say(reason: Reason, language: str) -> str:
    if reason.code in SENTENCES.codes():
        return SENTENCES.say(reason, language)
    kind = RawKind.NOTICE if "what" in reason.params else RawKind.UNREADABLE
    return SENTENCES.say(Reason(kind, reason.params), language)
