"""What is doubtful or only implied in an agency's answers, and the release from stand-by."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LISTS = ("flags", "implied")


def upgrade() -> None:
    op.add_column("task", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    for name in _LISTS:
        op.add_column("task", _document(name, "[]"))
    op.add_column("task", _document("said", "{}"))
    op.add_column("task", sa.Column("on_behalf", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("on_behalf", "said", *reversed(_LISTS), "released_at"):
        op.drop_column("task", name)


def _document(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(
        name, postgresql.JSONB(), server_default=sa.text(f"'{empty}'::jsonb"), nullable=False
    )
