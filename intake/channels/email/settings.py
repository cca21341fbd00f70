"""What an installation decides about answering letters."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class EmailAnswerSettings(BaseSettings):
    """Which mail server takes our letters; `TANGGAP_EMAIL_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_EMAIL_", extra="ignore", frozen=True)

    smtp_url: SecretStr | None = None
    """Mail server, `smtp://user:password@host:587` or `smtps://`. Empty: no letter is answered."""

    from_address: str | None = None
    """Address that answers come from."""

    subject: str = "Laporan Anda kepada 112"
    """Subject of an answer."""
