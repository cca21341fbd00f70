"""The pulse of each process, the correction of the database's clock, and disturbances.

The log's times of entry never go back, whatever the clock of a process says.
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LOG = Path(__file__).with_name("0001_event_log.sql").read_text(encoding="utf-8")
_FIRST = _LOG[: _LOG.index("END $$;") + len("END $$;")]
_HEAD_READ = "SELECT seq, hash INTO last_seq, last_hash FROM"
_EMPTY_LOG = "    last_seq := coalesce(last_seq, 0);"


def _append_events(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def _never_back(text: str) -> str:
    return (
        text.replace("    last_hash bytea;", "    last_hash bytea;\n    last_at timestamptz;", 1)
        .replace(
            _HEAD_READ, "SELECT seq, hash, recorded_at INTO last_seq, last_hash, last_at FROM", 1
        )
        .replace(_EMPTY_LOG, f"    recorded := greatest(recorded, last_at);\n{_EMPTY_LOG}", 1)
    )


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )
    op.create_table(
        "clock_correction",
        sa.Column("id", sa.Boolean(), nullable=False),
        sa.Column("ahead_us", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "disturbance",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("figure", sa.Float(53), nullable=True),
        sa.Column("expected", sa.Float(53), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute(_never_back(_append_events(_FIRST)))


def downgrade() -> None:
    op.execute(_append_events(_FIRST))
    op.drop_table("disturbance")
    op.drop_table("clock_correction")
    op.drop_table("pulse")
