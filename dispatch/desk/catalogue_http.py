"""The catalogue: every code a person chooses from, with its labels."""

import json
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import LabelView, View
from dispatch.sla.metrics import WORDS

router = APIRouter(tags=["catalogue"])


class ChoiceView(View):
    """A code that a person chooses, with its label."""

    code: str
    label: LabelView


class TypeView(ChoiceView):
    """A type of incident with its usual priority."""

    priority: int


class Labels(View):
    """The codes that do not change while the centre runs."""

    decline_causes: tuple[ChoiceView, ...]
    dispositions: tuple[ChoiceView, ...]
    discard_reasons: tuple[ChoiceView, ...]
    services: tuple[ChoiceView, ...]
    metrics: tuple[ChoiceView, ...]


class CatalogueView(Labels):
    """Every code that a person chooses from."""

    types: tuple[TypeView, ...]


LABELS: Final = Labels(
    **json.loads((Path(__file__).parent / "catalogue.json").read_text(encoding="utf-8")),
    metrics=tuple(
        ChoiceView(code=code, label=LabelView(**words["label"])) for code, words in WORDS.items()
    ),
)
_TYPES: Final = """
SELECT code, label_id, label_en, priority FROM incident_type WHERE active
ORDER BY priority, label_id
"""


@router.get("/catalogue")
async def read_catalogue(
    _: Annotated[Subject, needs("catalogue.read")], reading: Read
) -> CatalogueView:
    """Return the types with their usual priority, and the labels of all other codes."""
    types = [
        TypeView(
            code=row["code"],
            label=LabelView(id=row["label_id"], en=row["label_en"]),
            priority=row["priority"],
        )
        for row in await reading.fetch(_TYPES)
    ]
    return CatalogueView(**LABELS.__dict__, types=tuple(types))
