"""SMS by a gateway's HTTP interface: whether a callback is genuine, and sending. It knows no noun.

What a callback says is read by the channel that listens (`intake/channels/sms/callback.py`).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatch.transports.sending import SEND_TIMEOUT_S, SendFailed, failure_of


def twilio_signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and the sorted form members."""
    said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(
        hmac.new(auth_token.encode(), said.encode(), hashlib.sha1).digest()
    ).decode()


def has_valid_signature(auth_token: str | None, url: str, body: bytes, header: str | None) -> bool:
    """Whether `header` signs this form posted to `url`; without a token nothing is valid."""
    if not auth_token or header is None:
        return False
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    expected = twilio_signature(auth_token, url, form)
    return hmac.compare_digest(expected.encode(), header.strip().encode("utf-8", "replace"))


class SmsSendingSettings(BaseSettings):
    """Where SMS leave; `TANGGAP_SMS_<FIELD>` sets a field."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_SMS_", extra="ignore", frozen=True)

    send_url: SecretStr | None = None
    """Address that sends, with {to} and {text} in it. Empty: nothing is sent by SMS."""


class SmsGateway:
    """Sends through a gateway's HTTP address, in which {to} and {text} are filled in."""

    def __init__(self, url: str, *, client: httpx.AsyncClient | None = None) -> None:
        """Send by `url`, a template such as Kannel's sendsms; `client` for tests."""
        self._url = url
        self._client = client or httpx.AsyncClient(timeout=SEND_TIMEOUT_S)

    async def send(self, to: str, text: str, *, reply_to: str = "") -> str:
        """Send once and return the gateway's own id or answer; `SendFailed` otherwise."""
        del reply_to  # an SMS answers nothing in particular
        url = self._url.replace("{to}", quote(to, safe="")).replace("{text}", quote(text, safe=""))
        try:
            answer = await self._client.get(url)
        except httpx.HTTPError as error:
            raise failure_of(error) from None
        if answer.is_client_error:
            raise SendFailed(f"status {answer.status_code}", permanent=True)
        if not answer.is_success:
            raise SendFailed(f"status {answer.status_code}")
        return _reference(answer.text)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def _reference(answer: str) -> str:
    try:
        members = json.loads(answer)
    except ValueError:
        return answer[:200].strip()
    named = members.get("id") or members.get("message_id") if isinstance(members, dict) else None
    return str(named or answer)[:200]
