"""What an installation decides about sending SMS."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SmsSendingSettings(BaseSettings):
    """Where SMS leave; `TANGGAP_SMS_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_SMS_", extra="ignore", frozen=True)

    send_url: SecretStr | None = None
    """Address that sends, with {to} and {text} in it. Empty: nothing is sent by SMS."""
