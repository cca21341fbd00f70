"""What an installation decides about Telegram."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    """Secret of the bot's webhook; `TANGGAP_TELEGRAM_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_TELEGRAM_", extra="ignore", frozen=True)

    secret_token: SecretStr | None = None
    """Word that Telegram repeats with every update (`secret_token` of setWebhook). Empty: every
    update is refused."""
