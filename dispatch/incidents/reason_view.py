"""Stored reasons as people see them, whichever version of us kept them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dispatch.kernel.web.view import ReasonView, Sentence, reason_view
from routing.reason import Reason, Sentences

_WORDS: Final = "in_words"


def reason_views(
    stored: Iterable[Mapping[str, Any] | str], sentences: Sentences | None = None
) -> tuple[ReasonView, ...]:
    """Return reasons kept as {code, params, weight}, or as a sentence by an older version."""
    return tuple([_view(one, sentences) for one in stored])


def _view(stored: Mapping[str, Any] | str, sentences: Sentences | None) -> ReasonView:
    if isinstance(stored, str):
        return ReasonView(code=_WORDS, params={}, weight=None, text=Sentence.fixed(stored))
    code, weight = stored["code"], stored.get("weight")
    if sentences is None or "params" not in stored:
        words = Sentence.fixed(stored.get("text", code))
        return ReasonView(code=code, params={}, weight=weight, text=words)
    return reason_view(Reason(code, stored["params"], weight), sentences.say)
