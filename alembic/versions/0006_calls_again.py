"""An exchange may use a call's id again, and its calls have legs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("call", sa.Column("exchange_id", sa.Text(), nullable=True))
    op.create_index("call_exchange", "call", ["exchange_id"])
    op.add_column("call_event", sa.Column("leg", sa.Text(), nullable=True))
    op.create_index(
        "call_event_leg",
        "call_event",
        ["leg", "received_at"],
        postgresql_where=sa.text("leg IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "call_event_leg", table_name="call_event", postgresql_where=sa.text("leg IS NOT NULL")
    )
    op.drop_column("call_event", "leg")
    op.drop_index("call_exchange", table_name="call")
    op.drop_column("call", "exchange_id")
