"""Settings: what an installation may decide, read once from the environment and passed in."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatch.kernel.container import Service

MEBIBYTE: Final = 1024 * 1024


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()


def _without_blank(value: str | None) -> str | None:
    # docker-compose and shells pass an unset variable on as an empty one.
    return value.strip() or None if value else None


OptionalText = Annotated[str | None, AfterValidator(_without_blank)]


class Settings(BaseSettings):
    """Everything an installation may decide.

    `TANGGAP_<FIELD>` sets a field; the three service addresses have no prefix.
    """

    model_config = SettingsConfigDict(
        env_prefix="TANGGAP_", populate_by_name=True, extra="ignore", frozen=True
    )

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path(".data"), validate_default=True
    )
    """Where embedded servers, demo accounts and exports live."""

    database_url: OptionalText = Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL 16 or newer, `postgresql://user:password@host/name`. Empty: an embedded server."""

    redis_url: OptionalText = Field(default=None, validation_alias="REDIS_URL")
    """Redis 6.2 or newer, `redis://host:6379/0`. Empty: an embedded server. It keeps no truth."""

    mqtt_url: OptionalText = Field(default=None, validation_alias="MQTT_URL")
    """Broker of the flood sensors, `mqtt://user:password@host:1883`. Empty: MQTT is off."""

    host: str = "127.0.0.1"
    """Address the server listens on. Only a reverse proxy with TLS should reach it from outside."""

    port: int = Field(default=8112, ge=0, le=65535)
    """Port the server listens on; 0 takes any free one."""

    public_url: OptionalText = None
    """Address under which people reach this server: for links, and for the check of the origin."""

    city: OptionalText = None
    """Which city this is: a folder of `cities/`, or a path. Empty: the only one there is."""

    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """Least severe line that is logged."""

    console_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path("console_ui/dist"), validate_default=True
    )
    """Built console that is served at `/`; when the folder is missing the API runs alone."""

    database_pool_max: int = Field(default=16, ge=8)
    """Connections to PostgreSQL at most a process; a module that runs holds one for its lock."""

    statement_timeout_s: float = Field(default=30.0, gt=0)
    """A statement that runs longer is cut: a stuck query must not hold the log's lock."""

    body_limit_bytes: int = Field(default=1 * MEBIBYTE, gt=0)
    """Largest request body of the API (`POST /reports` takes 2 MiB); 413 before more is read."""

    webhook_body_limit_bytes: int = Field(default=3 * MEBIBYTE, gt=0)
    """Largest body of a channel's webhook. Messengers bundle up to 1,000 changes in 3 MB."""

    intake_deadline_s: float = Field(default=3.0, gt=0)
    """A report that could not be stored by then is kept in the journal and answered 202."""

    drain_s: float = Field(default=2.0, ge=0)
    """After SIGTERM `/readyz` says `draining` for so long before the server takes no more."""

    journal_limit_bytes: int = Field(default=256 * MEBIBYTE, gt=0)
    """Most that the journal of one process keeps on disk while the database is away."""

    session_hours: float = Field(default=12.0, gt=0)
    """Life of a login: one long shift."""

    outbox_allow_private: bool = False
    """Let webhooks go to private addresses: for a closed government network or for tests only."""

    outbox_timeout_s: float = Field(default=10.0, gt=0)
    """An agency that has not answered a webhook by then is tried again later."""

    engine: bool = True
    """Run clocks, deliveries and other modules in the server. Off when a worker runs them."""

    board_heartbeat_s: float = Field(default=2.0, gt=0)
    """How often the board's socket says that it is alive."""


SETTINGS: Final = Service[Settings]("settings")
