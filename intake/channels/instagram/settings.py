"""What an installation decides about Instagram."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from intake.channels.meta import MetaSettings


class InstagramSettings(MetaSettings):
    """Secrets of the Instagram app; `TANGGAP_INSTAGRAM_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_INSTAGRAM_", extra="ignore", frozen=True)

    app_secret: SecretStr | None = None
    """Secret that signs Instagram webhooks. Empty: the channel refuses every message."""

    verify_token: SecretStr | None = None
    """Word that Meta repeats when it verifies the webhook address. Empty: it is refused."""


class InstagramAnswerSettings(BaseSettings):
    """What answering needs; `TANGGAP_INSTAGRAM_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_INSTAGRAM_", extra="ignore", frozen=True)

    access_token: SecretStr | None = None
    """Token by which answers are sent. Empty: nobody is answered on this channel."""

    account_id: str | None = None
    """Id of the account that answers."""
