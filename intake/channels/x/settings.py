"""What an installation decides about X."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class XSettings(BaseSettings):
    """Secret of the app on X; `TANGGAP_X_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_X_", extra="ignore", frozen=True)

    consumer_secret: SecretStr | None = None
    """Secret that signs X's webhooks and answers its challenge. Empty: only files with a token are
    taken."""
