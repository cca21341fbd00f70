"""Incidents are verified and referred, tasks verified and returned."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OLD = "'assigned', 'delivered', 'seen', 'acknowledged', 'declined', 'expired', 'unit_assigned', 'en_route', 'on_scene', 'completed', 'cancelled', 'aborted'"
_NEW = f"{_OLD}, 'verified', 'returned'"


def upgrade() -> None:
    op.add_column("incident", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("referred_to", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("referral_ticket", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE task DROP CONSTRAINT task_state")
    # 0003 validates it, so that this step does not read the whole table under its lock.
    op.execute(f"ALTER TABLE task ADD CONSTRAINT task_state CHECK (state IN ({_NEW})) NOT VALID")


def downgrade() -> None:
    # The old states cannot say that work was verified or returned: it was completed, and the log
    # keeps the rest.
    op.execute("UPDATE task SET state = 'completed' WHERE state IN ('verified', 'returned')")
    op.execute("ALTER TABLE task DROP CONSTRAINT task_state")
    op.execute(f"ALTER TABLE task ADD CONSTRAINT task_state CHECK (state IN ({_OLD}))")
    op.drop_column("task", "returned_at")
    op.drop_column("task", "verified_at")
    op.drop_column("incident", "referral_ticket")
    op.drop_column("incident", "referred_to")
    op.drop_column("incident", "verified_at")
