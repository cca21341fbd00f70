"""Tables of calls, of their events as they came, and of call-backs."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, document, required_stamp, stamp, text


class CallBackState(StrEnum):
    """How far a call-back has come: owed, or done."""

    OPEN = "open"
    DONE = "done"


class Call(Row):
    """One call, whatever its legs.

    `call_id` is the exchange's own id, with a count behind it when the exchange used the id of an
    older call again; `exchange_id` is always the exchange's own. `built` is the state that the
    call's events made; the other columns are read from it.
    """

    __table_name__: ClassVar[str] = "call"
    id: UUID = Field(primary_key=True)
    call_id: str = text()
    exchange_id: str | None = text(default=None)
    state: str = text()
    trunk: str | None = text(default=None)
    dialled: str | None = text(default=None)
    ani: str | None = text(default=None)
    ani_withheld: bool = Field(default=False)
    queue: str | None = text(default=None)
    agent_extension: str | None = text(default=None)
    presumed_service: str | None = text(default=None)
    arrived_at: datetime = required_stamp()
    answered_at: datetime | None = stamp()
    abandoned_at: datetime | None = stamp()
    ended_at: datetime | None = stamp()
    short_abandon: bool = Field(default=False)
    recording_ref: str | None = text(default=None)
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    built: dict[str, Any] = document(default_factory=dict)
    version: int = Field(default=1)


class CallTable(Call, table=True):
    """Table of calls."""

    __tablename__ = "call"
    __table_args__ = (
        Index("call_natural_key", "call_id", unique=True),
        Index("call_exchange", "exchange_id"),
        Index("call_arrived", "arrived_at", "id"),
        Index("call_ani", "ani", "arrived_at", postgresql_where=sql("ani IS NOT NULL")),
        Index("call_report", "report_id"),
    )


class StoredCallEvent(Row):
    """An event exactly as it came, also one of a kind we do not know."""

    __table_name__: ClassVar[str] = "call_event"
    __key__: ClassVar[tuple[str, ...]] = ("event_key",)
    event_key: str = text(primary_key=True)
    call_id: str = text()
    leg: str | None = text(default=None)
    event: str = text()
    known: bool = Field()
    at: datetime = required_stamp()
    received_at: datetime = required_stamp()
    body: bytes = Field()


class StoredCallEventTable(StoredCallEvent, table=True):
    """Table of events."""

    __tablename__ = "call_event"
    __table_args__ = (
        Index("call_event_call", "call_id", "at"),
        Index("call_event_leg", "leg", "received_at", postgresql_where=sql("leg IS NOT NULL")),
    )


class CallBack(Row):
    """A call-back owed to a caller who went before anybody answered."""

    __table_name__: ClassVar[str] = "call_back"
    id: UUID = Field(primary_key=True)
    call_id: UUID = Field(foreign_key="call.id")
    number: str = text()
    abandoned_at: datetime = required_stamp()
    due_at: datetime = required_stamp()
    short: bool = Field(default=False)
    state: str = text(default=CallBackState.OPEN)
    outcome: str | None = text(default=None)
    note: str = text(default="")
    done_at: datetime | None = stamp()
    done_by: str | None = text(default=None)
    version: int = Field(default=1)


class CallBackTable(CallBack, table=True):
    """Table of call-backs."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint(check_constraint("state", CallBackState), name="call_back_state"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="call_back_done"),
        Index("call_back_call", "call_id", unique=True),
        Index("call_back_open", "due_at", postgresql_where=sql("state = 'open'")),
        Index("call_back_number", "number", postgresql_where=sql("state = 'open'")),
    )
