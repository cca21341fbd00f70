"""Telegram's Bot API: sending a message to a chat. It knows no noun."""

from typing import Final

import httpx

from dispatch.transports.sending import SEND_TIMEOUT_S, post_json, reference_in

_API: Final = "https://api.telegram.org"


class TelegramBot:
    """Sends as one bot."""

    def __init__(
        self, token: str, *, api: str = _API, client: httpx.AsyncClient | None = None
    ) -> None:
        """Send with the bot's `token` to the interface at `api`; `client` for tests."""
        self._url = f"{api}/bot{token}/sendMessage"
        self._client = client or httpx.AsyncClient(timeout=SEND_TIMEOUT_S)

    async def send(self, to: str, text: str, *, reply_to: str = "") -> str:
        """Send once and return the message's id; `SendFailed` otherwise."""
        del reply_to  # it is a private chat: what is answered stands above
        body = {"chat_id": to, "text": text, "link_preview_options": {"is_disabled": True}}
        answer = await post_json(self._client, self._url, body, {})
        return reference_in(answer, "result", "message_id")

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()
