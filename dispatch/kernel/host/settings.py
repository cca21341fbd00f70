"""Settings: what an installation may decide, read once from the environment and passed in from there."""

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
    """Where the embedded servers, the demo accounts and exports live. Relative to the folder the command starts in."""

    database_url: OptionalText = Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL 16 or newer, `postgresql://user:password@host/name`. Empty: an embedded server in `data_dir`."""

    redis_url: OptionalText = Field(default=None, validation_alias="REDIS_URL")
    """Redis 6.2 or newer, `redis://host:6379/0`. Empty: an embedded server in `data_dir`. It only wakes, it keeps no truth."""

    mqtt_url: OptionalText = Field(default=None, validation_alias="MQTT_URL")
    """Broker of the flood sensors, `mqtt://user:password@host:1883`. Empty: telemetry over MQTT is off and start-up says so."""

    host: str = "127.0.0.1"
    """Address the server listens on. Only a reverse proxy with TLS should reach it from outside."""

    port: int = Field(default=8112, ge=0, le=65535)
    """Port the server listens on; 0 takes any free one."""

    public_url: OptionalText = None
    """Address under which people and agencies reach this server, for links in messages and for the check of the origin."""

    city: OptionalText = None
    """Which city this is: a folder of `cities/`, or the path of one elsewhere. Empty: the only one there is."""

    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """Least severe line that is logged."""

    console_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path("console_ui/dist"), validate_default=True
    )
    """Built console that is served at `/`; when the folder is missing the API runs alone."""

    database_pool_max: int = Field(default=16, ge=8)
    """Connections to PostgreSQL at most, for each process; each engine module holds one for its lock while it works with another."""

    statement_timeout_s: float = Field(default=30.0, gt=0)
    """A statement that runs longer is cut: a stuck query must not hold the log's lock."""

    body_limit_bytes: int = Field(default=1 * MEBIBYTE, gt=0)
    """Largest request body of the API; a bigger one is answered with 413 before it is read. `POST /reports` takes 2 MiB."""

    webhook_body_limit_bytes: int = Field(default=3 * MEBIBYTE, gt=0)
    """Largest body of a channel's webhook. Messengers bundle up to 1,000 changes in a body of up to 3 MB."""

    session_hours: float = Field(default=12.0, gt=0)
    """Life of a login: one long shift."""

    outbox_allow_private: bool = False
    """Let webhooks go to private and loopback addresses: for a closed government network or for tests only."""

    outbox_timeout_s: float = Field(default=10.0, gt=0)
    """An agency that has not answered a webhook by then is tried again later."""

    engine: bool = True
    """Run the clocks, deliveries and other modules inside the server. Off when a separate worker runs them."""

    board_heartbeat_s: float = Field(default=2.0, gt=0)
    """How often the board's socket says that it is alive."""


SETTINGS: Final = Service[Settings]("settings")
