"""How much waits in the journal: readable without the database."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from intake.journal.journal import JOURNAL, IntakeJournal

router = APIRouter(prefix="/journal", tags=["operations"])


class JournalView(BaseModel):
    """What came while it could not be stored, and is not stored yet; nothing personal."""

    waiting: int = Field(description="How many requests to intake wait in this process.")
    since: datetime | None = Field(description="When the first of them came; null when none waits.")


@router.get("")
async def get_journal(journal: Annotated[IntakeJournal, Depends(JOURNAL)]) -> JournalView:
    """Return how many requests to intake wait to be stored, and since when.

    Open to all, because who asks cannot be looked up while the database is away.
    """
    return JournalView(waiting=journal.waiting, since=journal.since)
