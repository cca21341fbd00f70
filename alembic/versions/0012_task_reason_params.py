"""What the sentences of an order's reasons are filled with, beside their codes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("task", sa.Column("reason_params", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("task", "reason_params")
