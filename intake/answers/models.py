"""Tables of what is told to citizens: templates, rules, what was told, and who wants none."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, document, real, required_stamp, stamp
from dispatch.kernel.store.rows import text as words


class AnswerKind(StrEnum):
    """What is told: it names the template."""

    RECEIPT = "receipt"
    REFERRED = "referred"
    CLOSED = "closed"
    DESK = "desk"
    TEXT_BACK = "text_back"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


class AnswerOutcome(StrEnum):
    """Whether it has left; `unclear` when it may have, so it is not sent again."""

    OWED = "owed"
    SENT = "sent"
    UNCLEAR = "unclear"
    FAILED = "failed"


class AnswerTemplate(Row):
    """The words of one kind of answer in one language, from `valid_from` on."""

    __table_name__: ClassVar[str] = "answer_template"
    __key__: ClassVar[tuple[str, ...]] = ("kind", "language", "valid_from")
    kind: str = words(primary_key=True)
    language: str = words(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    text: str = words()
    reason: str = words(default="")


class AnswerTemplateTable(AnswerTemplate, table=True):
    """Table of templates."""

    __tablename__ = "answer_template"
    __table_args__ = (
        CheckConstraint(check_constraint("kind", AnswerKind), name="answer_template_kind"),
        CheckConstraint("language IN ('id', 'en')", name="answer_template_language"),
    )


class AnswerRule(Row):
    """How a channel answers, from `valid_from` on; the channel `*` is every one without its own.

    Between `quiet_from` and `quiet_to` (the city's clock) nothing leaves that can wait. One number
    gets at most `most_an_hour` receipts. `cost` is what one message, or one part of it, costs.
    """

    __table_name__: ClassVar[str] = "answer_rule"
    __key__: ClassVar[tuple[str, ...]] = ("channel", "valid_from")
    channel: str = words(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    quiet_from: str = words(default="21:00")
    quiet_to: str = words(default="05:00")
    most_an_hour: int = Field(default=3)
    link_days: int = Field(default=30)
    cost: float = real(default=0.0)
    stop_words: list[str] = document(default_factory=list)
    start_words: list[str] = document(default_factory=list)
    reason: str = words(default="")


class AnswerRuleTable(AnswerRule, table=True):
    """Table of rules."""

    __tablename__ = "answer_rule"


class CitizenAnswer(Row):
    """One thing told to a citizen, and what became of it.

    Its id is that of what is owed in the outbox. The address stays in the report; `address_key` is
    its hash. `text` is what was said, without the secret link.
    """

    __table_name__: ClassVar[str] = "citizen_answer"
    id: UUID = Field(primary_key=True)
    kind: str = words()
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    channel: str = words()
    language: str = words()
    address_key: str = words()
    text: str = words(default="")
    outcome: str = words(default=AnswerOutcome.OWED)
    at: datetime = required_stamp()
    actor: str = words(default="")
    sent_at: datetime | None = stamp()
    reference: str | None = words(default=None)
    error: str | None = words(default=None)
    parts: int = Field(default=0)
    cost: float = real(default=0.0)


class CitizenAnswerTable(CitizenAnswer, table=True):
    """Table of what was told. A report has one receipt, whatever comes twice."""

    __tablename__ = "citizen_answer"
    __table_args__ = (
        CheckConstraint(check_constraint("kind", AnswerKind), name="citizen_answer_kind"),
        CheckConstraint(check_constraint("outcome", AnswerOutcome), name="citizen_answer_outcome"),
        Index("citizen_answer_report", "report_id", "at"),
        Index("citizen_answer_address", "address_key", "at"),
        Index(
            "citizen_answer_receipt",
            "report_id",
            unique=True,
            postgresql_where=sql("kind = 'receipt'"),
        ),
    )


class OptOut(Row):
    """Whoever wants no answers by themselves: the hash of an address, and since when."""

    __table_name__: ClassVar[str] = "answer_opt_out"
    __key__: ClassVar[tuple[str, ...]] = ("address_key",)
    address_key: str = words(primary_key=True)
    channel: str = words()
    at: datetime = required_stamp()


class OptOutTable(OptOut, table=True):
    """Table of who wants none."""

    __tablename__ = "answer_opt_out"


class AnswerCursor(Row):
    """How far the log was read for answers."""

    __table_name__: ClassVar[str] = "answer_cursor"
    __key__: ClassVar[tuple[str, ...]] = ("name",)
    name: str = words(primary_key=True)
    seq: int = Field(default=0, sa_type=BigInteger)


class AnswerCursorTable(AnswerCursor, table=True):
    """Table of cursors."""

    __tablename__ = "answer_cursor"


class AnswerKey(Row):
    """What signs the secret links; the newest counts."""

    __table_name__: ClassVar[str] = "answer_key"
    id: UUID = Field(primary_key=True)
    secret: str = words()
    created_at: datetime = required_stamp()


class AnswerKeyTable(AnswerKey, table=True):
    """Table of keys."""

    __tablename__ = "answer_key"


class CitizenRating(Row):
    """How satisfied a reporter is with what became of his report, from 1 to 5."""

    __table_name__: ClassVar[str] = "citizen_rating"
    __key__: ClassVar[tuple[str, ...]] = ("report_id",)
    report_id: UUID = Field(primary_key=True, foreign_key="report.id")
    score: int = Field()
    said: str = words(default="")
    at: datetime = required_stamp()


class CitizenRatingTable(CitizenRating, table=True):
    """Table of ratings."""

    __tablename__ = "citizen_rating"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="citizen_rating_score"),)
