"""What was said of people and danger on incidents, modifiers of run cards, crews to an order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = (
    "state IN ('controlled', 'dispatched', 'in_progress', 'pending', 'received', 'reopened',"
    " 'verifying')"
)
_LIST = sa.text("'[]'::jsonb")
_MEMBERS = sa.text("'{}'::jsonb")


def _document(name: str, empty: sa.TextClause) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), nullable=False, server_default=empty)


def upgrade() -> None:
    op.add_column("incident", _document("signs", _LIST))
    op.add_column("incident", _document("also_types", _LIST))
    op.add_column(
        "incident",
        sa.Column("follows_plan", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("agency", _document("crews", _MEMBERS))
    op.add_column("task", sa.Column("count", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("task", sa.Column("override_reason", sa.Text(), nullable=True))
    op.create_index(
        "incident_open_type",
        "incident",
        ["type", "opened_at"],
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index(
        "incident_unplaced",
        "incident",
        ["opened_at"],
        postgresql_where=sa.text(f"lat IS NULL AND {_OPEN}"),
    )
    op.create_table(
        "plan_modifier",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modifier", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )


def downgrade() -> None:
    op.drop_table("plan_modifier")
    op.drop_index("incident_unplaced", table_name="incident")
    op.drop_index("incident_open_type", table_name="incident")
    op.drop_column("task", "override_reason")
    op.drop_column("task", "count")
    op.drop_column("agency", "crews")
    op.drop_column("incident", "follows_plan")
    op.drop_column("incident", "also_types")
    op.drop_column("incident", "signs")
