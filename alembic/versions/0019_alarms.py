"""Alarms that only an action ends, and the ladders that they climb."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind"),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        _text("detail"),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        _text("agency_id", nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        _at("since"),
        _at("raised_at"),
        sa.Column("step", sa.Integer(), nullable=False),
        _text("whom"),
        _text("channel"),
        _at("next_at", nullable=True),
        _text("taken_by", nullable=True),
        _at("taken_at", nullable=True),
        _at("ended_at", nullable=True),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="alarm_priority"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "alarm_open",
        "alarm",
        ["kind", "scope_id", "detail"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "alarm_incident",
        "alarm",
        ["incident_id"],
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_table(
        "alarm_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind", nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("after_s", sa.Float(53), nullable=False),
        _text("whom"),
        _text("channel"),
        sa.Column("repeat_s", sa.Float(53), nullable=True),
        sa.Column("pause_s", sa.Float(53), nullable=False),
        _at("valid_from"),
        _at("valid_to", nullable=True),
        _text("source"),
        sa.CheckConstraint("after_s >= 0 AND pause_s > 0", name="alarm_step_times"),
        sa.CheckConstraint("repeat_s IS NULL OR repeat_s > 0", name="alarm_step_repeat"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="alarm_step_priority"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "alarm_step_same",
        "alarm_step",
        [sa.text("coalesce(kind, '')"), sa.text("coalesce(priority, 0)"), "place", "valid_from"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("alarm_step")
    op.drop_table("alarm")
