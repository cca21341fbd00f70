"""What an installation decides about Telegram."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    """Secret of the bot's webhook; `TANGGAP_TELEGRAM_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_TELEGRAM_", extra="ignore", frozen=True)

    secret_token: SecretStr | None = None
    """Word that Telegram repeats with every update (`secret_token` of setWebhook). Empty: every
    update is refused."""


class TelegramAnswerSettings(BaseSettings):
    """What answering needs; `TANGGAP_TELEGRAM_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_TELEGRAM_", extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    """Token of the bot (from BotFather). Empty: nobody is answered on Telegram."""
