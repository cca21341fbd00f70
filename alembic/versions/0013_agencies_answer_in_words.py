"""A recall that a human must hear, and what agencies answer in words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "task",
        sa.Column("recall_open", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "task", sa.Column("recall_acknowledged_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("task", sa.Column("recall_acknowledged_by", sa.Text(), nullable=True))
    op.create_index(
        "task_recall_open", "task", ["agency_id"], postgresql_where=sa.text("recall_open")
    )
    op.create_table(
        "agency_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("agency_words_agency", "agency_words", ["agency_id", "at"])
    op.create_index("agency_words_key", "agency_words", ["channel", "message_key"])


def downgrade() -> None:
    op.drop_table("agency_words")
    op.drop_index("task_recall_open", table_name="task")
    op.drop_column("task", "recall_acknowledged_by")
    op.drop_column("task", "recall_acknowledged_at")
    op.drop_column("task", "recall_open")
