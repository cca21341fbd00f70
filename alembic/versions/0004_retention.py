"""How long personal data are kept, as dated data; incidents under a legal hold."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "category IN ('report', 'nuisance', 'handset_location', 'raw_message', 'call', 'incident', 'unit_position')",
            name="retention_rule_category",
        ),
        sa.CheckConstraint("keep_days > 0", name="retention_rule_days"),
        sa.PrimaryKeyConstraint("category", "valid_from"),
        sa.UniqueConstraint("id"),
    )
    op.add_column("incident", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "incident_merged_into",
        "incident",
        ["merged_into"],
        if_not_exists=True,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "incident_merged_into",
        table_name="incident",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.drop_column("incident", "held_at")
    op.drop_table("retention_rule")
