"""Parts of reports, media and unknown members, conversations; keys that live for a time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ADDED = ("phone_raw", "extra", "media", "reply_to", "conversation_id", "added_at")


def _document(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), nullable=False, server_default=empty)


def upgrade() -> None:
    op.add_column(
        "raw_message", sa.Column("kind", sa.Text(), nullable=False, server_default="unreadable")
    )
    op.create_check_constraint(
        "raw_message_kind", "raw_message", "kind IN ('unreadable', 'notice')"
    )
    op.add_column("report", sa.Column("phone_raw", sa.Text(), nullable=True))
    op.add_column("report", _document("extra", "{}"))
    op.add_column("report", _document("media", "[]"))
    op.add_column("report", sa.Column("reply_to", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("conversation_id", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "report_conversation",
        "report",
        ["channel", "conversation_id", "received_at"],
        postgresql_where=sa.text("conversation_id IS NOT NULL"),
    )
    for name, value in (("key_hours", "24"), ("conversation_minutes", "10")):
        op.add_column(
            "channel_policy",
            sa.Column(name, sa.Float(53), nullable=False, server_default=sa.text(value)),
        )
    op.create_table(
        "report_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(53), nullable=True),
        sa.Column("lon", sa.Float(53), nullable=True),
        sa.Column("accuracy_m", sa.Float(53), nullable=True),
        sa.Column("location_method", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("media", postgresql.JSONB(), nullable=False),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("raw_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('message', 'edit', 'revoke', 'typed')", name="report_part_kind"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.ForeignKeyConstraint(["raw_id"], ["raw_message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_part_order", "report_part", ["report_id", "place"], unique=True)
    op.create_index(
        "report_part_natural_key",
        "report_part",
        ["channel", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index(
        "report_part_raw",
        "report_part",
        ["raw_id"],
        postgresql_where=sa.text("raw_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("report_part")
    op.drop_column("channel_policy", "conversation_minutes")
    op.drop_column("channel_policy", "key_hours")
    op.drop_index("report_conversation", "report")
    for name in reversed(_ADDED):
        op.drop_column("report", name)
    op.drop_constraint("raw_message_kind", "raw_message")
    op.drop_column("raw_message", "kind")
