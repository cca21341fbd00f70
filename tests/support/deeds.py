"""What people and machines do in a story, each as the request that their client sends."""

import hashlib
import hmac
import json
import uuid
from typing import Any

import httpx

from agencies.delivery.directory import ChannelSetting, set_channel
from dispatch.access.subject import Role
from tests.support.centre import CHANNEL, WHATSAPP_SECRET, Centre

HOUSE = {
    "lat": -7.4716,
    "lon": 112.4401,
    "accuracy_m": 30,
    "method": "caller",
    "address": "Jl. Majapahit 5",
}
MARKET = {"lat": -7.4650, "lon": 112.4335, "accuracy_m": 30, "method": "caller"}
GAUGE = "KS-01"


async def report(centre: Centre, text: str = "Rumah terbakar di dekat pasar", **more: Any) -> Any:
    """A call taker writes a report that waits for a person."""
    body: dict[str, Any] = {
        "channel": "112",
        "external_id": str(uuid.uuid4()),
        "text": text,
        "location": HOUSE,
        "open": False,
    }
    reporter = {"name": "Bu Siti", "phone": "+6281234567890"}
    return await centre.do(
        "/reports", who=Role.CALL_TAKER, **(body | {"reporter": reporter} | more)
    )


async def incident(centre: Centre, kind: str = "fire", **more: Any) -> Any:
    """A call taker opens an incident."""
    return await centre.do(
        "/incidents",
        who=Role.CALL_TAKER,
        **({"type": kind, "summary": "Rumah terbakar", "location": HOUSE} | more),
    )


async def order(
    centre: Centre, incident_id: str, agency_id: str = "damkar-kota", **more: Any
) -> Any:
    """The dispatcher orders an agency."""
    return await centre.do("/tasks", incident_id=incident_id, agency_id=agency_id, **more)


async def ordered(centre: Centre, agency_id: str = "damkar-kota", kind: str = "fire") -> Any:
    """There is an incident, and an agency was asked."""
    return await order(centre, (await incident(centre, kind))["id"], agency_id)


async def answer(centre: Centre, task: Any, verb: str, **body: Any) -> Any:
    """The agency's own client answers."""
    return await centre.do(f"/tasks/{task['id']}/{verb}", who=task["agency_id"], **body)


async def taken(centre: Centre, agency_id: str = "damkar-kota") -> Any:
    """A human at the agency has taken an order."""
    return await answer(centre, await ordered(centre, agency_id), "acknowledge")


async def called_off(centre: Centre, agency_id: str = "damkar-kota") -> Any:
    """The centre called the agency off after it had taken the order."""
    task = await taken(centre, agency_id)
    return await centre.do(f"/tasks/{task['id']}/cancel", reason="sudah padam")


async def unit(centre: Centre, agency_id: str = "damkar-kota") -> Any:
    """The agency has a vehicle."""
    return await centre.do(
        "/units", agency_id=agency_id, callsign=f"U-{uuid.uuid4().hex[:6]}", kind="engine"
    )


async def sent(centre: Centre, agency_id: str = "damkar-kota") -> Any:
    """A unit was alerted for an order that was taken; returns its assignment."""
    task, vehicle = await taken(centre, agency_id), await unit(centre, agency_id)
    return await centre.do(f"/units/{vehicle['id']}/assign", who=agency_id, task_id=task["id"])


async def lose_delivery(centre: Centre, agency_id: str) -> None:
    """The agency's system stands at an address that is never allowed, and nobody opens its page.

    What it is owed is given up.
    """
    async with centre.units.begin("system:test") as uow:
        await set_channel(
            uow, agency_id, ChannelSetting(kind="webhook", address="https://127.0.0.1/tanggap")
        )
    await deliver(centre)
    centre.wait(61)
    await deliver(centre)


async def deliver(centre: Centre) -> None:
    """Send what is due until nothing is under way."""
    module = centre.modules["deliver"]
    while await module.run_once(centre.units, centre.clock.now()):
        await module.idle()  # type: ignore[attr-defined]  # it is the delivery


async def ring(
    centre: Centre, event: str = "offered", call_id: str | None = None, **more: Any
) -> str:
    """The telephone system says what happens to a call; returns the call's id."""
    known = call_id or f"call-{uuid.uuid4()}"
    now = centre.clock.now().isoformat()
    body = {
        "event_id": str(uuid.uuid4()),
        "event": f"call.{event}",
        "call_id": known,
        "trunk": "112",
        "ani": "+6281355512345",
    }
    await centre.do("/cti/events", who=CHANNEL, **(body | {f"{event}_at": now} | more))
    return known


async def gauge(centre: Centre, level_cm: float) -> Any:
    """A gauge in the river sends a reading."""
    now = centre.clock.now()
    return await centre.do(
        f"/channels/flood/{GAUGE}",
        who=CHANNEL,
        level_cm=level_cm,
        seq=int(now.timestamp()),
        ts=now.isoformat(),
    )


async def broken_message(
    centre: Centre, body: bytes = b'{"channel": "112", "text": "tolong'
) -> str:
    """A message arrives that nobody can read; returns the id under which it is kept."""
    refused = await centre.ask("POST", "/reports", who=CHANNEL, content=body)
    assert refused.status_code == 422
    return str(refused.json()["kept"])


def whatsapp(
    centre: Centre,
    message: dict[str, Any],
    *,
    name: str = "Mbah Karto",
    number: str = "6281333344455",
) -> bytes:
    """Return the webhook's body for one message."""
    whole = {
        "id": f"wamid.{uuid.uuid4().hex}",
        "from": number,
        "timestamp": str(int(centre.clock.now().timestamp())),
    } | message
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62321112", "phone_number_id": "112"},
        "contacts": [{"profile": {"name": name}, "wa_id": number}],
        "messages": [whole],
    }
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    return json.dumps(envelope).encode()


async def deliver_whatsapp(
    centre: Centre, body: bytes, *, secret: str = WHATSAPP_SECRET
) -> httpx.Response:
    """WhatsApp delivers a signed body."""
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return await centre.client.post(
        "/channels/whatsapp", content=body, headers={"X-Hub-Signature-256": signature}
    )
