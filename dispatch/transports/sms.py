"""SMS by a gateway's HTTP interface: whether a callback is genuine, and sending. It knows no noun.

What a callback says is read by the channel that listens (`intake/channels/sms/callback.py`).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatch.kernel.texts import clean
from dispatch.transports.sending import SEND_TIMEOUT_S, SendFailed, failure_of, refusal_of

_ID: Final = "{id}"
_REFERENCE_MOST: Final = 200
# Gateways of the country answer 200 to what they refuse, and say so inside.
_SAYS: Final = ("status", "success", "sent", "ok")
_REFUSES: Final = (False, "false", "failed", "error")


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
    """Address that sends, with {to} and {text} in it, and {id} for gateways that take what comes
    twice under one id for one message. Empty: nothing is sent by SMS."""


class SmsGateway:
    """Sends through a gateway's HTTP address, in which {to}, {text} and {id} are filled in.

    With an `{id}` in its address a gateway takes the same message twice for one.
    """

    def __init__(self, url: str, *, client: httpx.AsyncClient | None = None) -> None:
        """Send by `url`, a template such as Kannel's sendsms; `client` for tests."""
        self._url = url
        self.is_idempotent = _ID in url
        self._client = client or httpx.AsyncClient(timeout=SEND_TIMEOUT_S)

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Send once and return the gateway's own id or answer; `SendFailed` otherwise."""
        del reply_to  # an SMS answers nothing in particular
        url = self._url
        # The words last: what looks like a place to fill in may stand in them.
        for place, value in ((_ID, key), ("{to}", to), ("{text}", text)):
            url = url.replace(place, quote(str(clean(value)), safe=""))
        try:
            answer = await self._client.get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise failure_of(error) from None
        # A gateway that redirects asks for a person who signs in; later it may not.
        if answer.is_redirect:
            raise SendFailed(f"status {answer.status_code}")
        if not answer.is_success:
            raise refusal_of(answer)
        return _reference(answer.text)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def _reference(answer: str) -> str:
    """Return the gateway's id of the message; `SendFailed` when it says that it did not take it."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return answer.strip()[:_REFERENCE_MOST]
    members = told if isinstance(told, dict) else {}
    if any(members.get(name) in _REFUSES for name in _SAYS):
        raise SendFailed("refused by the gateway", permanent=True)
    named = members.get("id") or members.get("message_id")
    first = named[0] if isinstance(named, list) and named else named
    return str(first or answer)[:_REFERENCE_MOST]
