"""The table of retention rules."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, required_stamp, text
from dispatch.retention.erasure import Category


class RetentionRule(Row):
    """How long a category is kept from `valid_from` on.

    Without `keep_days` it is kept until another rule says otherwise.
    """

    __table_name__: ClassVar[str] = "retention_rule"
    __key__: ClassVar[tuple[str, ...]] = ("category", "valid_from")
    category: str = text(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    id: UUID = Field(unique=True)
    keep_days: int | None = Field(default=None)
    legal_basis: str = text(default="")
    note: str = text(default="")
    confirmed_by: str | None = text(default=None)
    recorded_at: datetime = required_stamp()


class RetentionRuleTable(RetentionRule, table=True):
    """Table of rules."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        CheckConstraint(check_constraint("category", Category), name="retention_rule_category"),
        CheckConstraint("keep_days > 0", name="retention_rule_days"),
    )
