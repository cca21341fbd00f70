"""The proposed templates and rules, and what a city decides in their place."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dispatch.kernel.city import City
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.answers.models import AnswerKind, AnswerRule, AnswerTemplate
from intake.answers.template import check_template

_PROPOSED: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "proposed.json").read_text(encoding="utf-8")
)


async def load_answers(uow: UnitOfWork, city: City) -> int:
    """Add the templates and rules that are not there yet; return how many were added.

    A city's file replaces what is proposed of its kind: templates, rules, or both.
    """
    said = _PROPOSED | city.read("answers", {})
    rows = [
        *(_template(entry) for entry in said["templates"]),
        *(AnswerRule(**_dated(entry)) for entry in said["rules"]),
    ]
    added = 0
    for row in rows:
        if await uow.look(type(row), *row.key()) is None:
            uow.add(row)
            added += 1
    return added


def _template(entry: dict[str, Any]) -> AnswerTemplate:
    check_template(AnswerKind(entry["kind"]), entry["text"])
    return AnswerTemplate(**_dated(entry))


def _dated(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])}
