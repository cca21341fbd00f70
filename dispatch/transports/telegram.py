"""Telegram's Bot API: sending a message to a chat. It knows no noun."""

from typing import Final

import httpx

from dispatch.transports.sending import (
    SEND_TIMEOUT_S,
    SendFailed,
    members_of,
    post_json,
    reference_in,
    refusal_of,
    seconds_to_wait,
    taken,
)

_API: Final = "https://api.telegram.org"
_WHY: Final = {401: "token", 404: "token", 403: "recipient"}


class TelegramBot:
    """Sends as one bot; Telegram knows no key by which a message that comes twice is one."""

    is_idempotent = False

    def __init__(
        self, token: str, *, api: str = _API, client: httpx.AsyncClient | None = None
    ) -> None:
        """Send with the bot's `token` to the interface at `api`; `client` for tests."""
        self._url = f"{api}/bot{token}/sendMessage"
        self._client = client or httpx.AsyncClient(timeout=SEND_TIMEOUT_S)

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Send once and return the message's id; `SendFailed` otherwise."""
        del reply_to, key  # it is a private chat: what is answered stands above
        body = {"chat_id": to, "text": text, "link_preview_options": {"is_disabled": True}}
        answer = await post_json(self._client, self._url, body, {})
        if not answer.is_success:
            raise _refused(answer)
        return taken(answer, "result", "message_id")

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def _refused(answer: httpx.Response) -> SendFailed:
    failed, told = refusal_of(answer), members_of(answer)
    why, parameters = _WHY.get(answer.status_code), told.get("parameters")
    said = parameters.get("retry_after") if isinstance(parameters, dict) else None
    is_telegram = bool(reference_in(told, "error_code"))
    return SendFailed(
        f"{why} {answer.status_code}" if why and is_telegram else failed.error,
        permanent=failed.permanent,
        retry_after_s=seconds_to_wait(said) or failed.retry_after_s,
    )
