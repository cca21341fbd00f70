"""Run cards over HTTP: what is sent for each type, and what to ask the caller."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.web.http import Read, TheUnits, language_of

router = APIRouter(tags=["agencies"])
_IN_FORCE = """
SELECT DISTINCT ON (id) id, version, type, card, source FROM response_plan
WHERE valid_from <= $1 AND (valid_to IS NULL OR $1 < valid_to) ORDER BY id, version DESC
"""


class ResponsePlanOut(BaseModel):
    """A run card in force; `checklist` holds the key questions in the reader's language."""

    id: str
    version: int
    type: str
    services: list[str]
    priority_min: int
    priority_max: int
    flood_states: list[str]
    checklist: list[str]
    source: str


class ResponsePlanItems(BaseModel):
    """Run cards by id."""

    items: list[ResponsePlanOut]


@router.get("/response-plans")
async def list_response_plans(
    request: Request,
    _: Annotated[Subject, needs("catalogue.read")],
    reading: Read,
    units: TheUnits,
) -> ResponsePlanItems:
    """List the run cards in force, so that a console can ask the right questions early."""
    language = language_of(request)
    rows = await reading.fetch(_IN_FORCE, units.clock.now())
    return ResponsePlanItems(
        items=[
            ResponsePlanOut(
                id=row["id"],
                version=row["version"],
                type=row["type"],
                services=[need["service"] for need in row["card"]["needs"]],
                priority_min=row["card"].get("priority_min", 1),
                priority_max=row["card"].get("priority_max", 5),
                flood_states=row["card"].get("flood_states", []),
                checklist=[question[language] for question in row["card"].get("checklist", [])],
                source=row["source"],
            )
            for row in rows
        ]
    )
