"""Tables of the ways an agency is reached and of every try to reach it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from agencies.channels.base import Outcome
from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, real, required_stamp, text


class AgencyChannelRow(Row):
    """One way to reach an agency.

    Channels are tried by `rank`; the next one after `tries` tries or `give_up_s` seconds.

    The seconds are those of the hand-over target. On the last channel only `tries` ends the trying:
    nobody else is left to ask.
    """

    __table_name__: ClassVar[str] = "agency_channel"
    id: UUID = Field(primary_key=True)
    agency_id: str = text(foreign_key="agency.id")
    kind: str = text()
    rank: int = Field(default=1)
    address: str = text(default="")
    secret: str | None = text(default=None)
    active: bool = Field(default=True)
    tries: int = Field(default=10)
    give_up_s: float = real(default=60.0)
    first_wait_s: float = real(default=1.0)
    longest_wait_s: float = real(default=60.0)
    created_at: datetime = required_stamp()
    version: int = Field(default=1)


class AgencyChannelTable(AgencyChannelRow, table=True):
    """Table of channels."""

    __tablename__ = "agency_channel"
    __table_args__ = (
        UniqueConstraint("agency_id", "rank", name="agency_channel_rank"),
        CheckConstraint(
            "tries > 0 AND give_up_s > 0 AND first_wait_s > 0 AND longest_wait_s >= first_wait_s",
            name="agency_channel_patience",
        ),
    )


class Delivery(Row):
    """One try to tell an agency, as it went: the proof of receipt, or why there is none."""

    __table_name__: ClassVar[str] = "delivery"
    id: UUID = Field(primary_key=True)
    owed_id: UUID = Field(foreign_key="outbox.id")
    task_id: UUID = Field(foreign_key="task.id")
    agency_id: str = text()
    channel_id: UUID
    channel: str = text()
    at: datetime = required_stamp()
    outcome: str = text()
    status: int | None = Field(default=None)
    error: str | None = text(default=None)
    receipt: str | None = text(default=None)
    duration_ms: int = Field(default=0)


class DeliveryTable(Delivery, table=True):
    """Table of tries."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(check_constraint("outcome", Outcome), name="delivery_outcome"),
        Index("delivery_owed", "owed_id", "at"),
        Index("delivery_task", "task_id", "at"),
    )


class AgencyWords(Row):
    """What somebody at an agency wrote on a channel where people answer in words.

    `result` is what it said, or why it was left to a person; then it answers no order.
    """

    __table_name__: ClassVar[str] = "agency_words"
    id: UUID = Field(primary_key=True)
    agency_id: str = text(foreign_key="agency.id")
    channel: str = text()
    message_key: str = text()
    at: datetime = required_stamp()
    task_id: UUID | None = Field(default=None, foreign_key="task.id")
    result: str = text()
    # Last, because it hides the function of its name.
    text: str = text(default="")


class AgencyWordsTable(AgencyWords, table=True):
    """Table of words."""

    __tablename__ = "agency_words"
    __table_args__ = (
        Index("agency_words_agency", "agency_id", "at"),
        Index("agency_words_key", "channel", "message_key"),
    )
