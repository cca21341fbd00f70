"""What an installation decides about Messenger."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from intake.channels.meta import MetaSettings


class MessengerSettings(MetaSettings):
    """Secrets of the page's app; `TANGGAP_MESSENGER_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_MESSENGER_", extra="ignore", frozen=True)

    app_secret: SecretStr | None = None
    """Secret that signs the page's webhooks. Empty: the channel refuses every message."""

    verify_token: SecretStr | None = None
    """Word that Meta repeats when it verifies the page's webhook address. Empty: it is refused."""


class MessengerAnswerSettings(BaseSettings):
    """What answering needs; `TANGGAP_MESSENGER_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_MESSENGER_", extra="ignore", frozen=True)

    access_token: SecretStr | None = None
    """Token by which answers are sent. Empty: nobody is answered on this channel."""

    page_id: str | None = None
    """Id of the page that answers."""
