"""The catalogue: every code a person chooses from, with its labels."""

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.web.http import Read
from dispatch.sla.metrics import WORDS

router = APIRouter(tags=["catalogue"])
LABELS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "catalogue.json").read_text(encoding="utf-8")
) | {
    "metrics": [{"code": code, "label": words["label"]} for code, words in WORDS.items()],
}


@router.get("/catalogue")
async def read_catalogue(
    _: Annotated[Subject, needs("catalogue.read")], reading: Read
) -> dict[str, list[dict[str, Any]]]:
    """Return types with their usual priority, and the labels of all other codes, Indonesian and English."""
    rows = await reading.fetch(
        "SELECT code, label_id, label_en, priority FROM incident_type WHERE active ORDER BY priority, label_id"
    )
    types = [
        {
            "code": row["code"],
            "label": {"id": row["label_id"], "en": row["label_en"]},
            "priority": row["priority"],
        }
        for row in rows
    ]
    return {"types": types, **LABELS}
