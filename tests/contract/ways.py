"""Ways in on which people write to the city: one message of each, and how its sender proves it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from dispatch.transports import x
from dispatch.transports.meta import signature_of
from intake.channels.base import Adapter
from intake.channels.email.adapter import EmailAdapter
from intake.channels.instagram.adapter import InstagramAdapter
from intake.channels.messenger.adapter import MessengerAdapter
from intake.channels.telegram.adapter import TelegramAdapter
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.channels.x.adapter import XAdapter
from tests.contract.channel_room import APP_SECRET, START, VERIFY_TOKEN

SENT: Final = int(START.timestamp()) - 20
WORDS: Final = "Tulung omah kobong nang Sinoman"
Headers = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in: `body` is one message of one person.

    `proof` are the headers that its sender sends, unless he has a token of this `scope`.
    """

    adapter: Adapter
    body: Any
    wrong: Headers
    proof: Callable[[bytes], Headers] = lambda _: {}
    scope: str = ""

    @property
    def name(self) -> str:
        """Return the channel's name."""
        return self.adapter.channel

    @property
    def path(self) -> str:
        """Return where it is received."""
        return f"/channels/{self.name}"

    def raw(self) -> bytes:
        """Return the message as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def parse(self, body: bytes) -> list[Any]:
        """Return the items of a delivery that came twenty seconds after it was written."""
        at = datetime.fromtimestamp(SENT + 20, UTC)
        return list(self.adapter.parse(body, received_at=at, sender=f"channel:{self.name}"))


def meta_event(**event: Any) -> dict[str, Any]:
    """Return an event of a conversation as Meta delivers it."""
    return {
        "sender": {"id": "7234567890123456"},
        "recipient": {"id": "1906385232743851"},
        "timestamp": SENT * 1000,
    } | event


def meta_body(kind: str, *events: Any, **entry: Any) -> dict[str, Any]:
    """Return a delivery of an account of this kind."""
    account = {"id": "1906385232743851", "time": SENT * 1000}
    return {"object": kind, "entry": [account | ({"messaging": list(events)} | entry)]}


def telegram_update(kind: str = "message", number: int = 7, **message: Any) -> dict[str, Any]:
    """Return an update of a private chat."""
    person = {"id": 42, "is_bot": False, "first_name": "Sri", "username": "sri_mjk"}
    whole = {"message_id": 1, "from": person, "chat": {"id": 42, "type": "private"}, "date": SENT}
    return {"update_id": number, kind: whole | message}


def x_message(**data: Any) -> dict[str, Any]:
    """Return a direct message as X's Account Activity delivers it."""
    told = {"target": {"recipient_id": "2244"}, "sender_id": "123", "message_data": data}
    event = {"type": "message_create", "id": "1999", "created_timestamp": str(SENT * 1000)}
    return {
        "for_user_id": "2244",
        "direct_message_events": [event | {"message_create": told}],
        "users": {"123": {"id": "123", "name": "Warga", "screen_name": "warga_mjk"}},
    }


def letter(*headers: str, text: str = WORDS) -> bytes:
    """Return a letter with a Message-ID, these headers beside the usual ones, and a text."""
    written = format_datetime(datetime.fromtimestamp(SENT, UTC))
    usual = ("From: Bu Sri <Sri@Example.test>", "Message-ID: <m1@example.test>", f"Date: {written}")
    return "\r\n".join((*usual, *headers, "", text)).encode()


def _signed(body: bytes) -> Headers:
    return {"X-Hub-Signature-256": signature_of(APP_SECRET, body)}


_UNSIGNED: Final = {"X-Hub-Signature-256": "sha256=00"}
_ON_WHATSAPP: Final = {
    "metadata": {"phone_number_id": "9"},
    "messages": [
        {
            "id": "wamid.1",
            "from": "6281234567890",
            "timestamp": str(SENT),
            "type": "text",
            "text": {"body": WORDS},
        }
    ],
}
_TEXT: Final = meta_event(message={"mid": "m_1", "text": WORDS})
WAYS: Final = (
    Way(
        adapter=WhatsAppAdapter(),
        body={
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": _ON_WHATSAPP}]}],
        },
        proof=_signed,
        wrong=_UNSIGNED,
    ),
    Way(adapter=MessengerAdapter(), body=meta_body("page", _TEXT), proof=_signed, wrong=_UNSIGNED),
    Way(
        adapter=InstagramAdapter(),
        body=meta_body("instagram", _TEXT),
        proof=_signed,
        wrong=_UNSIGNED,
    ),
    Way(
        adapter=TelegramAdapter(),
        body=telegram_update(text=WORDS),
        proof=lambda _: {"X-Telegram-Bot-Api-Secret-Token": VERIFY_TOKEN},
        wrong={"X-Telegram-Bot-Api-Secret-Token": "x"},
    ),
    Way(
        adapter=XAdapter(),
        body=x_message(text=WORDS),
        proof=lambda body: {"x-twitter-webhooks-signature": x.signature_of(APP_SECRET, body)},
        wrong={"x-twitter-webhooks-signature": "sha256=00"},
    ),
    Way(adapter=EmailAdapter(), body=letter(), scope="email", wrong={"Authorization": "Bearer x"}),
)
