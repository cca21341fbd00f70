"""How a report stands, for its reporter: reports by their ticket, and how satisfied he is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INDEX = """
CREATE INDEX IF NOT EXISTS report_ticket ON report (right(replace(id::text, '-', ''), 15))
"""


def upgrade() -> None:
    op.execute(_INDEX)
    op.create_table(
        "citizen_rating",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="citizen_rating_score"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.PrimaryKeyConstraint("report_id"),
    )


def downgrade() -> None:
    op.drop_table("citizen_rating")
    op.drop_index("report_ticket", table_name="report")
