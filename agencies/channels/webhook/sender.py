"""Posting to an agency's system: one signed POST to an allowed address, without redirects.

A time limit stands over all of it.
"""

import asyncio
import contextlib
from functools import cached_property
from ssl import SSLContext
from typing import Final

import httpx
import orjson

from agencies.channels.base import Address, DeliveryFailed, Notice, Receipt
from agencies.channels.webhook.address import Resolve, check_url, judged_addresses, resolve_host
from agencies.channels.webhook.signature import sign
from dispatch.kernel.web.json_text import encode

_AGAIN: Final = frozenset({408, 425, 429})
_ANSWER_BYTES: Final = 8192
_ANSWER_S: Final = 1.0
_REFERENCE_LENGTH: Final = 100
# Shorter than the five seconds after which common servers drop an idle connection, so that we do
# not send into a closed one.
_LIMITS: Final = httpx.Limits(max_connections=32, max_keepalive_connections=4, keepalive_expiry=4.0)


class WebhookSender:
    """Posts notices to the agencies' own systems."""

    def __init__(
        self,
        *,
        timeout_s: float = 10.0,
        allow_private: bool = False,
        resolve: Resolve = resolve_host,
    ) -> None:
        """Give up a try after `timeout_s`.

        `allow_private` opens closed networks and plain http inside them.
        """
        self._timeout_s = timeout_s
        self._allow_private = allow_private
        self._resolve = resolve
        self._clients: dict[str, httpx.AsyncClient] = {}

    @cached_property
    def _tls(self) -> SSLContext:
        """Whom the machine trusts; reading them takes longer than a centre without webhooks has."""
        return httpx.create_ssl_context()

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Post the notice once; 2xx is delivered.

        3xx and most of 4xx are permanent failures; the rest may be retried.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._post(notice, address)
            return await _judge(response)
        except TimeoutError:
            raise DeliveryFailed("timeout") from None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            # The text of these errors may quote the address with its secrets, so only their kind is
            # kept.
            raise DeliveryFailed(f"connection: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections of all agencies."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()

    async def _post(self, notice: Notice, address: Address) -> httpx.Response:
        url = check_url(address.address, allow_private=self._allow_private)
        if not address.secret:
            raise DeliveryFailed("no_secret", permanent=True)
        headers, raw = self._signed(notice, address.secret)
        client = self._client(url)
        candidates = await judged_addresses(url, self._resolve, allow_private=self._allow_private)
        name = url.raw_host.decode("ascii")
        for place, ip in enumerate(candidates, 1):
            # The connection goes to the judged address; the certificate must still be that of the
            # name.
            request = client.build_request(
                "POST",
                url.copy_with(host=ip),
                content=raw,
                headers={**headers, "Host": _host(url)},
                extensions={"sni_hostname": name},
            )
            try:
                return await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if place == len(candidates):
                    raise
        raise DeliveryFailed("name_not_found")

    def _signed(self, notice: Notice, secret: str) -> tuple[dict[str, str], bytes]:
        raw = encode(notice.body)
        timestamp = str(int(notice.at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Tanggap112",
            "X-Tanggap-Event": notice.event,
            "X-Tanggap-Delivery": str(notice.id),
            "X-Tanggap-Timestamp": timestamp,
            "X-Tanggap-Signature": sign(secret, timestamp, raw),
        }
        return headers, raw

    def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        # One pool for each name: two names at one address must not share a connection made for the
        # other's certificate.
        key = f"{url.scheme}://{_host(url)}"
        if key not in self._clients:
            # A handshake that is cancelled from outside leaves its socket behind, so connecting has
            # a limit of its own within the whole.
            limit = httpx.Timeout(None, connect=self._timeout_s / 2)
            self._clients[key] = httpx.AsyncClient(
                verify=self._tls,
                trust_env=False,
                follow_redirects=False,
                timeout=limit,
                limits=_LIMITS,
            )
        return self._clients[key]


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


async def _judge(response: httpx.Response) -> Receipt:
    status = response.status_code
    try:
        if response.is_success:
            return Receipt(status=status, reference=await _reference(response))
    finally:
        await response.aclose()
    permanent = response.is_redirect or (response.is_client_error and status not in _AGAIN)
    raise DeliveryFailed(
        f"http_{status}",
        permanent=permanent,
        status=status,
        retry_after_s=_seconds(response.headers.get("retry-after")),
    )


async def _reference(response: httpx.Response) -> str | None:
    # Delivered is delivered: whatever is wrong with the rest of the answer cannot take that back.
    raw = bytearray()
    with contextlib.suppress(TimeoutError, httpx.HTTPError, httpx.StreamError, ValueError):
        async with asyncio.timeout(_ANSWER_S):
            async for chunk in response.aiter_raw():
                raw += chunk
                if len(raw) > _ANSWER_BYTES:
                    return None
        answer = orjson.loads(raw)
        reference = answer.get("reference") if isinstance(answer, dict) else None
        return reference[:_REFERENCE_LENGTH] if isinstance(reference, str) else None
    return None


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
