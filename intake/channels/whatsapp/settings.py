"""What an installation decides about WhatsApp."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from intake.channels.meta import MetaSettings


class WhatsAppSettings(MetaSettings):
    """Secrets of the WhatsApp app; `TANGGAP_WHATSAPP_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_WHATSAPP_", extra="ignore", frozen=True)

    app_secret: SecretStr | None = None
    """Secret that signs WhatsApp webhooks. Empty: the channel refuses every message."""

    verify_token: SecretStr | None = None
    """Word that WhatsApp repeats when it verifies the webhook's address. Empty: it is refused."""


class WhatsAppAnswerSettings(BaseSettings):
    """What answering needs; `TANGGAP_WHATSAPP_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_WHATSAPP_", extra="ignore", frozen=True)

    access_token: SecretStr | None = None
    """Token by which answers are sent. Empty: nobody is answered on this channel."""

    phone_number_id: str | None = None
    """Id of the WhatsApp number that answers."""
