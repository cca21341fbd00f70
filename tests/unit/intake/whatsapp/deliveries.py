"""Deliveries of the Cloud API as the tests of this room write them."""

import json
from datetime import UTC, datetime
from typing import Any

from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.pipeline.items import Item, Message

SENT = 1797063000
AT = datetime.fromtimestamp(SENT + 20, UTC)
NUMBER = "6281234567890"
CONTACT = {"profile": {"name": "Bu Sri"}, "wa_id": NUMBER}


def change(field: str, value: Any) -> list[Item]:
    """Deliver one change of a field."""
    entry = {"id": "1", "changes": [{"field": field, "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    return list(WhatsAppAdapter().parse(body, received_at=AT, sender="channel:whatsapp"))


def deliver(*messages: dict[str, Any], **value: Any) -> list[Item]:
    """Deliver messages of one sender, each with an id of its own."""
    whole = [
        {"id": f"wamid.{place}", "from": NUMBER, "timestamp": str(SENT)} | message
        for place, message in enumerate(messages)
    ]
    shared = {"metadata": {"phone_number_id": "9"}, "contacts": [CONTACT], "messages": whole}
    return change("messages", shared | value)


def one(message: dict[str, Any], **value: Any) -> Message:
    """Return the one report that a message is."""
    [item] = deliver(message, **value)
    assert isinstance(item, Message)
    return item
