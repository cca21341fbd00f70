"""Who has a report in hand."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("report", sa.Column("claimed_by", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("claimed_name", sa.Text(), nullable=True))
    op.add_column("report", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("report", "claimed_at")
    op.drop_column("report", "claimed_name")
    op.drop_column("report", "claimed_by")
