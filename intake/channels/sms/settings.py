"""What an installation decides about SMS."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SmsSettings(BaseSettings):
    """Secrets of the SMS gateway's callback; `TANGGAP_SMS_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_SMS_", extra="ignore", frozen=True)

    callback_token: SecretStr | None = None
    """Word in the callback's address (`?token=`), for gateways that cannot send a header."""

    auth_token: SecretStr | None = None
    """Secret of a gateway that signs its callbacks as Twilio does."""
