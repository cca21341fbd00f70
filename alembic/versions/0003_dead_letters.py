"""Dead letters are sent again or dealt with by a person.

The states of tasks of 0002 are validated.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE task VALIDATE CONSTRAINT task_state")
    op.add_column("outbox", sa.Column("resent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("handled_by", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("handled_note", sa.Text(), nullable=True))
    # What was given up before there was a way to deal with it is history, not a call for a person.
    op.execute(
        "UPDATE outbox SET handled_at = settled_at, handled_by = 'system:migrate', handled_note = '0003' WHERE state = 'dead'"
    )
    op.create_index(
        "outbox_dead",
        "outbox",
        ["settled_at", "id"],
        if_not_exists=True,
        postgresql_where=sa.text("state = 'dead'"),
    )


def downgrade() -> None:
    op.drop_index("outbox_dead", table_name="outbox", postgresql_where=sa.text("state = 'dead'"))
    op.drop_column("outbox", "handled_note")
    op.drop_column("outbox", "handled_by")
    op.drop_column("outbox", "handled_at")
    op.drop_column("outbox", "resent_at")
