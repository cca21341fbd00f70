"""The first schema: every table, the numbers of incidents, and the log's only door."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("access_entry_noun", "access_entry", ["noun", "noun_id", "at"], unique=False)
    op.create_table(
        "agency",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('agency', 'channel')", name="api_token_role"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "call_event",
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("event_key"),
    )
    op.create_index("call_event_call", "call_event", ["call_id", "at"], unique=False)
    op.create_table(
        "channel_policy",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("assigns", sa.Text(), nullable=False),
        sa.Column("joins", sa.Boolean(), nullable=False),
        sa.Column("min_confidence", sa.Float(precision=53), nullable=False),
        sa.Column("max_priority", sa.Integer(), nullable=False),
        sa.Column("heeds_duplicates", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "assigns IN ('never', 'priority_1', 'always')", name="channel_policy_assigns"
        ),
        sa.CheckConstraint("opens IN ('never', 'typed', 'always')", name="channel_policy_opens"),
        sa.PrimaryKeyConstraint("channel", "valid_from"),
    )
    op.create_table(
        "engine_heartbeat",
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("module"),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("event_incident", "event", ["incident_id", "seq"], unique=False)
    op.create_index("event_noun", "event", ["noun_id", "seq"], unique=False)
    op.create_table(
        "gauge_station",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("river", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("gauge_station_river", "gauge_station", ["river"], unique=False)
    op.create_table(
        "geo_layer",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=False),
        sa.Column("accuracy_note", sa.Text(), nullable=False),
        sa.Column("home_code", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("lint", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index(
        "geo_layer_in_force",
        "geo_layer",
        ["imported_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "incident_type",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_id", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="incident_type_priority"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'done', 'dead')", name="outbox_state"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "outbox_due", "outbox", ["due_at"], unique=False, postgresql_where=sa.text("state = 'due'")
    )
    op.create_index("outbox_noun", "outbox", ["noun_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(role = 'agency') = (agency_id IS NOT NULL)", name="person_agency"),
        sa.CheckConstraint(
            "role IN ('call_taker', 'dispatcher', 'supervisor', 'administrator', 'agency')",
            name="person_role",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "raw_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("natural_key", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('parsed', 'needs_person', 'settled')", name="raw_message_state"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("raw_message_key", "raw_message", ["channel", "natural_key"], unique=False)
    op.create_index(
        "raw_message_waiting",
        "raw_message",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("state = 'needs_person'"),
    )
    op.create_table(
        "response_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )
    op.create_table(
        "sla_clock",
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_s", sa.Float(precision=53), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "metric IN ('answer', 'triage', 'processing', 'hand_over', 'agency_dispatch', 'turnout', 'travel', 'response', 'full_response', 'resolution')",
            name="sla_clock_metric",
        ),
        sa.CheckConstraint(
            "verdict IN ('running', 'met', 'breached', 'void')", name="sla_clock_verdict"
        ),
        sa.CheckConstraint(
            "wake_at IS NULL OR (live AND verdict = 'running')", name="sla_clock_wake"
        ),
        sa.CheckConstraint("(due_at IS NULL) = (target_s IS NULL)", name="sla_clock_target"),
        sa.PrimaryKeyConstraint("scope_id", "metric"),
    )
    op.create_index(
        "sla_clock_due",
        "sla_clock",
        ["wake_at"],
        unique=False,
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_index(
        "sla_clock_incident",
        "sla_clock",
        ["incident_id"],
        unique=False,
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_index(
        "sla_clock_started", "sla_clock", ["started_at", "scope_id", "metric"], unique=False
    )
    op.create_table(
        "sla_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("value_s", sa.Float(precision=53), nullable=False),
        sa.Column("warn_share", sa.Float(precision=53), nullable=False),
        sa.Column("share", sa.Float(precision=53), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "metric IN ('answer', 'triage', 'processing', 'hand_over', 'agency_dispatch', 'turnout', 'travel', 'response', 'full_response', 'resolution')",
            name="sla_target_metric",
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="sla_target_priority"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="sla_target_validity"),
        sa.CheckConstraint("value_s > 0", name="sla_target_value"),
        sa.CheckConstraint(
            "warn_share > 0 AND warn_share <= 1 AND share > 0 AND share <= 1",
            name="sla_target_shares",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "sla_target_same",
        "sla_target",
        [
            "metric",
            sa.literal_column("coalesce(agency_id, '')"),
            sa.literal_column("coalesce(type, '')"),
            sa.literal_column("coalesce(priority, 0)"),
            sa.literal_column("coalesce(channel, '')"),
            "valid_from",
        ],
        unique=True,
    )
    op.create_table(
        "agency_channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("give_up_s", sa.Float(precision=53), nullable=False),
        sa.Column("first_wait_s", sa.Float(precision=53), nullable=False),
        sa.Column("longest_wait_s", sa.Float(precision=53), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "tries > 0 AND give_up_s > 0 AND first_wait_s > 0 AND longest_wait_s >= first_wait_s",
            name="agency_channel_patience",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agency_id", "rank", name="agency_channel_rank"),
    )
    op.create_table(
        "area",
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["layer"],
            ["geo_layer.version"],
        ),
        sa.PrimaryKeyConstraint("layer", "code"),
    )
    op.create_table(
        "gauge_profile",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["gauge_station.id"],
        ),
        sa.PrimaryKeyConstraint("station_id", "valid_from"),
    )
    op.create_table(
        "gauge_reading",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("reading_key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sensor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level_cm", sa.Float(precision=53), nullable=False),
        sa.Column("rain_mm", sa.Float(precision=53), nullable=True),
        sa.Column("battery_v", sa.Float(precision=53), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["gauge_station.id"],
        ),
        sa.PrimaryKeyConstraint("station_id", "reading_key"),
    )
    op.create_index("gauge_reading_series", "gauge_reading", ["station_id", "at"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("location_method", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("area_name", sa.Text(), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("classified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_on_scene_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("state_before_merge", sa.Text(), nullable=True),
        sa.Column("into_reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("alarm_level", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('handled', 'unfounded', 'nuisance', 'duplicate', 'referred', 'no_action', 'drill')",
            name="incident_disposition",
        ),
        sa.CheckConstraint(
            "state IN ('received', 'verifying', 'pending', 'dispatched', 'in_progress', 'controlled', 'closed', 'verified', 'merged', 'referred', 'reopened', 'cancelled')",
            name="incident_state",
        ),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="incident_place"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="incident_priority"),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["type"],
            ["incident_type.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        "incident_near",
        "incident",
        [sa.literal_column("point(lon, lat)")],
        unique=False,
        postgresql_using="gist",
        postgresql_where=sa.text(
            "state IN ('controlled', 'dispatched', 'in_progress', 'pending', 'received', 'reopened', 'verifying')"
        ),
    )
    op.create_index(
        "incident_open",
        "incident",
        ["priority", "opened_at"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('controlled', 'dispatched', 'in_progress', 'pending', 'received', 'reopened', 'verifying')"
        ),
    )
    op.create_index("incident_opened", "incident", ["opened_at", "id"], unique=False)
    op.create_index("incident_reached", "incident", ["reached_at"], unique=False)
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("area_codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("polygon", sa.LargeBinary(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("jurisdiction_agency", "jurisdiction", ["agency_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "station",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("error_m", sa.Float(precision=53), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("callsign", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("speed_mps", sa.Float(precision=53), nullable=True),
        sa.Column("position_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "duty IN ('on_duty', 'delayed', 'out_of_service', 'off_duty', 'emergency')",
            name="unit_duty",
        ),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="unit_place"),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("unit_callsign", "unit", ["agency_id", "callsign"], unique=True)
    op.create_table(
        "incident_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "incident_plan_incident", "incident_plan", ["incident_id", "made_at"], unique=False
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("raw_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("reporter_name", sa.Text(), nullable=True),
        sa.Column("reporter_phone", sa.Text(), nullable=True),
        sa.Column("reporter_ref", sa.Text(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("location_method", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("triaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposal", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("discard_reason", sa.Text(), nullable=True),
        sa.Column("referred_to", sa.Text(), nullable=True),
        sa.Column("referral_ticket", sa.Text(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'linked') <= (incident_id IS NOT NULL)", name="report_linked"),
        sa.CheckConstraint(
            "discard_reason IN ('nuisance', 'ghost', 'test', 'information')",
            name="report_discard_reason",
        ),
        sa.CheckConstraint(
            "state IN ('received', 'triaged', 'linked', 'discarded', 'referred')",
            name="report_state",
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["raw_id"],
            ["raw_message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "report_call",
        "report",
        ["call_id"],
        unique=False,
        postgresql_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index("report_incident", "report", ["incident_id"], unique=False)
    op.create_index("report_natural_key", "report", ["channel", "external_id"], unique=True)
    op.create_index(
        "report_phone",
        "report",
        ["reporter_phone", "received_at"],
        unique=False,
        postgresql_where=sa.text("reporter_phone IS NOT NULL"),
    )
    op.create_index("report_received", "report", ["received_at", "id"], unique=False)
    op.create_index(
        "report_waiting",
        "report",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('received', 'triaged')"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("stand_by", sa.Boolean(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_cause", sa.Text(), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unit_assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("en_route_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_scene_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aborted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_task_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decline_cause IN ('not_our_area', 'not_our_service', 'no_resource', 'duplicate', 'need_information', 'unsafe', 'other')",
            name="task_decline_cause",
        ),
        sa.CheckConstraint(
            "state IN ('assigned', 'delivered', 'seen', 'acknowledged', 'declined', 'expired', 'unit_assigned', 'en_route', 'on_scene', 'completed', 'cancelled', 'aborted')",
            name="task_state",
        ),
        sa.CheckConstraint("(declined_at IS NULL) = (decline_cause IS NULL)", name="task_decline"),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces_task_id"],
            ["task.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "task_agency_live",
        "task",
        ["agency_id", "assigned_at"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('acknowledged', 'assigned', 'delivered', 'en_route', 'on_scene', 'seen', 'unit_assigned')"
        ),
    )
    op.create_index("task_assigned", "task", ["assigned_at", "id"], unique=False)
    op.create_index("task_incident", "task", ["incident_id"], unique=False)
    op.create_table(
        "unit_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("speed_mps", sa.Float(precision=53), nullable=True),
        sa.Column("course", sa.Float(precision=53), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("unit_position_unit", "unit_position", ["unit_id", "at"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trunk", sa.Text(), nullable=True),
        sa.Column("dialled", sa.Text(), nullable=True),
        sa.Column("ani", sa.Text(), nullable=True),
        sa.Column("ani_withheld", sa.Boolean(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("agent_extension", sa.Text(), nullable=True),
        sa.Column("presumed_service", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("short_abandon", sa.Boolean(), nullable=False),
        sa.Column("recording_ref", sa.Text(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("built", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "call_ani",
        "call",
        ["ani", "arrived_at"],
        unique=False,
        postgresql_where=sa.text("ani IS NOT NULL"),
    )
    op.create_index("call_arrived", "call", ["arrived_at", "id"], unique=False)
    op.create_index("call_natural_key", "call", ["call_id"], unique=True)
    op.create_index("call_report", "call", ["report_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owed_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('delivered', 'left_open', 'failed', 'refused')", name="delivery_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["owed_id"],
            ["outbox.id"],
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("delivery_owed", "delivery", ["owed_id", "at"], unique=False)
    op.create_index("delivery_task", "delivery", ["task_id", "at"], unique=False)
    op.create_table(
        "gauge_state",
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("level_cm", sa.Float(precision=53), nullable=True),
        sa.Column("rate_cm_h", sa.Float(precision=53), nullable=True),
        sa.Column("reading_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("alarm_key", sa.Text(), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarm_report_id", sa.Uuid(), nullable=True),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shown", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('UNKNOWN', 'NORMAL', 'WASPADA', 'SIAGA', 'AWAS')", name="gauge_state_level"
        ),
        sa.ForeignKeyConstraint(
            ["alarm_report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["gauge_station.id"],
        ),
        sa.PrimaryKeyConstraint("station_id"),
    )
    op.create_index(
        "gauge_state_alarm",
        "gauge_state",
        ["alarm_at"],
        unique=False,
        postgresql_where=sa.text("alarm_key IS NOT NULL"),
    )
    op.create_index(
        "gauge_state_stale",
        "gauge_state",
        ["stale_at"],
        unique=False,
        postgresql_where=sa.text("NOT silent"),
    )
    op.create_table(
        "unit_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("en_route_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staging_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_scene_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_patient_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_destination_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_destination_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clear_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("home_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("unit_assignment_incident", "unit_assignment", ["incident_id"], unique=False)
    op.create_index(
        "unit_assignment_once",
        "unit_assignment",
        ["unit_id", "task_id"],
        unique=True,
        postgresql_where=sa.text("clear_at IS NULL"),
    )
    op.create_index(
        "unit_assignment_open",
        "unit_assignment",
        ["unit_id", "alerted_at"],
        unique=False,
        postgresql_where=sa.text("clear_at IS NULL"),
    )
    op.create_index("unit_assignment_task", "unit_assignment", ["task_id"], unique=False)
    op.create_table(
        "call_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="call_back_done"),
        sa.CheckConstraint("state IN ('open', 'done')", name="call_back_state"),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("call_back_call", "call_back", ["call_id"], unique=True)
    op.create_index(
        "call_back_number",
        "call_back",
        ["number"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "call_back_open",
        "call_back",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "milestone_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("old_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "milestone IN ('alerted', 'acknowledged', 'en_route', 'staging', 'on_scene', 'at_patient', 'to_destination', 'at_destination', 'clear', 'home')",
            name="milestone_correction_milestone",
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["unit_assignment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "milestone_correction_assignment",
        "milestone_correction",
        ["assignment_id", "entered_at"],
        unique=False,
    )
    op.execute("CREATE SEQUENCE incident_number")
    # The driver prepares one statement at a time.
    for statement in (
        Path(__file__).with_name("0001_event_log.sql").read_text(encoding="utf-8").split("\n\n")
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP SEQUENCE incident_number")
    op.execute("DROP TRIGGER event_has_one_door ON event")
    op.execute("DROP FUNCTION append_events, refuse_event_change")
    op.drop_index("milestone_correction_assignment", table_name="milestone_correction")
    op.drop_table("milestone_correction")
    op.drop_index(
        "call_back_open", table_name="call_back", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index(
        "call_back_number", table_name="call_back", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index("call_back_call", table_name="call_back")
    op.drop_table("call_back")
    op.drop_index("unit_assignment_task", table_name="unit_assignment")
    op.drop_index(
        "unit_assignment_open",
        table_name="unit_assignment",
        postgresql_where=sa.text("clear_at IS NULL"),
    )
    op.drop_index(
        "unit_assignment_once",
        table_name="unit_assignment",
        postgresql_where=sa.text("clear_at IS NULL"),
    )
    op.drop_index("unit_assignment_incident", table_name="unit_assignment")
    op.drop_table("unit_assignment")
    op.drop_index(
        "gauge_state_stale", table_name="gauge_state", postgresql_where=sa.text("NOT silent")
    )
    op.drop_index(
        "gauge_state_alarm",
        table_name="gauge_state",
        postgresql_where=sa.text("alarm_key IS NOT NULL"),
    )
    op.drop_table("gauge_state")
    op.drop_index("delivery_task", table_name="delivery")
    op.drop_index("delivery_owed", table_name="delivery")
    op.drop_table("delivery")
    op.drop_index("call_report", table_name="call")
    op.drop_index("call_natural_key", table_name="call")
    op.drop_index("call_arrived", table_name="call")
    op.drop_index("call_ani", table_name="call", postgresql_where=sa.text("ani IS NOT NULL"))
    op.drop_table("call")
    op.drop_index("unit_position_unit", table_name="unit_position")
    op.drop_table("unit_position")
    op.drop_index("task_incident", table_name="task")
    op.drop_index("task_assigned", table_name="task")
    op.drop_index(
        "task_agency_live",
        table_name="task",
        postgresql_where=sa.text(
            "state IN ('acknowledged', 'assigned', 'delivered', 'en_route', 'on_scene', 'seen', 'unit_assigned')"
        ),
    )
    op.drop_table("task")
    op.drop_index(
        "report_waiting",
        table_name="report",
        postgresql_where=sa.text("state IN ('received', 'triaged')"),
    )
    op.drop_index("report_received", table_name="report")
    op.drop_index(
        "report_phone", table_name="report", postgresql_where=sa.text("reporter_phone IS NOT NULL")
    )
    op.drop_index("report_natural_key", table_name="report")
    op.drop_index("report_incident", table_name="report")
    op.drop_index(
        "report_call", table_name="report", postgresql_where=sa.text("call_id IS NOT NULL")
    )
    op.drop_table("report")
    op.drop_index("incident_plan_incident", table_name="incident_plan")
    op.drop_table("incident_plan")
    op.drop_index("unit_callsign", table_name="unit")
    op.drop_table("unit")
    op.drop_table("station")
    op.drop_table("session")
    op.drop_index("jurisdiction_agency", table_name="jurisdiction")
    op.drop_table("jurisdiction")
    op.drop_index("incident_reached", table_name="incident")
    op.drop_index("incident_opened", table_name="incident")
    op.drop_index(
        "incident_open",
        table_name="incident",
        postgresql_where=sa.text(
            "state IN ('controlled', 'dispatched', 'in_progress', 'pending', 'received', 'reopened', 'verifying')"
        ),
    )
    op.drop_index(
        "incident_near",
        table_name="incident",
        postgresql_using="gist",
        postgresql_where=sa.text(
            "state IN ('controlled', 'dispatched', 'in_progress', 'pending', 'received', 'reopened', 'verifying')"
        ),
    )
    op.drop_table("incident")
    op.drop_index("gauge_reading_series", table_name="gauge_reading")
    op.drop_table("gauge_reading")
    op.drop_table("gauge_profile")
    op.drop_table("area")
    op.drop_table("agency_channel")
    op.drop_index("sla_target_same", table_name="sla_target")
    op.drop_table("sla_target")
    op.drop_index("sla_clock_started", table_name="sla_clock")
    op.drop_index(
        "sla_clock_incident",
        table_name="sla_clock",
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.drop_index(
        "sla_clock_due", table_name="sla_clock", postgresql_where=sa.text("wake_at IS NOT NULL")
    )
    op.drop_table("sla_clock")
    op.drop_table("response_plan")
    op.drop_index(
        "raw_message_waiting",
        table_name="raw_message",
        postgresql_where=sa.text("state = 'needs_person'"),
    )
    op.drop_index("raw_message_key", table_name="raw_message")
    op.drop_table("raw_message")
    op.drop_table("person")
    op.drop_index("outbox_noun", table_name="outbox")
    op.drop_index("outbox_due", table_name="outbox", postgresql_where=sa.text("state = 'due'"))
    op.drop_table("outbox")
    op.drop_table("incident_type")
    op.drop_index("geo_layer_in_force", table_name="geo_layer", postgresql_where=sa.text("active"))
    op.drop_table("geo_layer")
    op.drop_index("gauge_station_river", table_name="gauge_station")
    op.drop_table("gauge_station")
    op.drop_index("event_noun", table_name="event")
    op.drop_index("event_incident", table_name="event")
    op.drop_table("event")
    op.drop_table("engine_heartbeat")
    op.drop_table("channel_policy")
    op.drop_index("call_event_call", table_name="call_event")
    op.drop_table("call_event")
    op.drop_table("api_token")
    op.drop_table("agency")
    op.drop_index("access_entry_noun", table_name="access_entry")
    op.drop_table("access_entry")
