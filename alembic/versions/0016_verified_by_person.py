"""Channels whose findings a second person verifies, whichever door they come by."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "channel_policy",
        sa.Column(
            "verified_by_person", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.execute("UPDATE channel_policy SET verified_by_person = true WHERE channel = 'cyber_patrol'")


def downgrade() -> None:
    op.drop_column("channel_policy", "verified_by_person")
