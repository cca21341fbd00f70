"""The table behind the event log, declared for Alembic.

Rows are written by `append_events` alone.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel

from dispatch.kernel.store.rows import required_stamp, text


class LogTable(SQLModel, table=True):
    """One fact: `seq` in commit order, true time `at`, time entered `recorded_at`, chained hash."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_incident", "incident_id", "seq"),
        Index("event_noun", "noun_id", "seq"),
    )
    seq: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    id: UUID
    type: str = text()
    at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    actor: str = text()
    noun_id: UUID
    incident_id: UUID | None = None
    agency_id: str | None = text(default=None)
    data: Any = Field(sa_type=JSON, nullable=False)
    hash: bytes = Field(sa_type=LargeBinary)
