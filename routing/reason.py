"""A reason is a value: a stable code with parameters, put into words only when somebody reads it.

Every proposal and refusal of the house gives its reasons in this one form, so that a screen, an
agency's client and a paper show the same sentence in the reader's own language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final, TypeAlias

from routing.value_object import value_object

LANGUAGES: Final = ("id", "en")
DEFAULT_LANGUAGE: Final = "id"
Param: TypeAlias = str | int | float


@value_object
class Reason:
    """A reason for a proposal or an order; a negative `weight` counted against it.

    The weight is None where nothing is weighed.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    weight: float | None = None


class Sentences:
    """The sentences of one room: `messages/<language>.json` beside its code, code -> template."""

    def __init__(self, folder: Path) -> None:
        """Read every language of `folder`; the Indonesian file must be there."""
        self._templates: dict[str, dict[str, str]] = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in folder.glob("*.json")
        }

    def codes(self, language: str = DEFAULT_LANGUAGE) -> frozenset[str]:
        """Return the codes that have a sentence in `language`."""
        return frozenset(self._templates[language])

    def document(self, reason: Reason) -> dict[str, Any]:
        """Return `reason` as it is stored: its words are chosen when somebody reads it."""
        return {"code": reason.code, "params": dict(reason.params), "weight": reason.weight}

    def say(self, reason: Reason, language: str = DEFAULT_LANGUAGE) -> str:
        """Return `reason` as a sentence; an unknown language reads Indonesian.

        A code without a sentence (a stored reason of a later version), or without what its
        sentence needs (one of an earlier version), is shown as it is.
        """
        templates = self._templates.get(language) or self._templates[DEFAULT_LANGUAGE]
        template = templates.get(reason.code)
        try:
            return reason.code if template is None else template.format(**reason.params)
        except KeyError:
            return reason.code
