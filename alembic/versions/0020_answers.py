"""Answers to citizens: templates, rules, what was told, who wants none, and the key of links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KINDS = "kind IN ('receipt', 'referred', 'closed', 'desk', 'text_back', 'opted_out', 'opted_in')"
_OUTCOMES = "outcome IN ('owed', 'sent', 'unclear', 'failed')"


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _stamp(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "answer_template",
        _text("kind"),
        _text("language"),
        _stamp("valid_from"),
        _text("text"),
        _text("reason"),
        sa.CheckConstraint(_KINDS, name="answer_template_kind"),
        sa.CheckConstraint("language IN ('id', 'en')", name="answer_template_language"),
        sa.PrimaryKeyConstraint("kind", "language", "valid_from"),
    )
    op.create_table(
        "answer_rule",
        _text("channel"),
        _stamp("valid_from"),
        _text("quiet_from"),
        _text("quiet_to"),
        sa.Column("most_an_hour", sa.Integer(), nullable=False),
        sa.Column("link_days", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(53), nullable=False),
        sa.Column("stop_words", postgresql.JSONB(), nullable=False),
        sa.Column("start_words", postgresql.JSONB(), nullable=False),
        _text("reason"),
        sa.PrimaryKeyConstraint("channel", "valid_from"),
    )
    op.create_table(
        "citizen_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind"),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        _text("channel"),
        _text("language"),
        _text("address_key"),
        _text("text"),
        _text("outcome"),
        _stamp("at"),
        _text("actor"),
        _stamp("sent_at", nullable=True),
        _text("reference", nullable=True),
        _text("error", nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(53), nullable=False),
        sa.CheckConstraint(_KINDS, name="citizen_answer_kind"),
        sa.CheckConstraint(_OUTCOMES, name="citizen_answer_outcome"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("citizen_answer_report", "citizen_answer", ["report_id", "at"])
    op.create_index("citizen_answer_address", "citizen_answer", ["address_key", "at"])
    op.create_index(
        "citizen_answer_receipt",
        "citizen_answer",
        ["report_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'receipt'"),
    )
    op.create_table(
        "answer_opt_out",
        _text("address_key"),
        _text("channel"),
        _stamp("at"),
        sa.PrimaryKeyConstraint("address_key"),
    )
    op.create_table(
        "answer_cursor",
        _text("name"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "answer_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("secret"),
        _stamp("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    # What was reported before there were answers is answered no more.
    op.execute("INSERT INTO answer_cursor SELECT 'citizens', coalesce(max(seq), 0) FROM event")
    op.execute(
        "INSERT INTO answer_key SELECT gen_random_uuid(),"
        " gen_random_uuid()::text || gen_random_uuid()::text, now()"
    )


def downgrade() -> None:
    for name in (
        "answer_key",
        "answer_cursor",
        "answer_opt_out",
        "citizen_answer",
        "answer_rule",
        "answer_template",
    ):
        op.drop_table(name)
