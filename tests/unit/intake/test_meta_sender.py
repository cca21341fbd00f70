"""What leaves for Meta: one form to an account, another to a telephone number."""

from typing import Any

import httpx
import orjson
import pytest

from dispatch.transports.meta import TO_ACCOUNT, MessageForm, MetaSender
from intake.channels.whatsapp.channel import TO_NUMBER


@pytest.mark.parametrize(
    ("form", "answer", "told"),
    [
        (
            TO_ACCOUNT,
            {"message_id": "m.1"},
            {
                "recipient": {"id": "+6281"},
                "messaging_type": "RESPONSE",
                "message": {"text": "halo"},
            },
        ),
        (
            TO_NUMBER,
            {"messages": [{"id": "m.1"}]},
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": "6281",
                "type": "text",
                "text": {"preview_url": False, "body": "halo"},
            },
        ),
    ],
)
async def test_a_text_is_written_and_its_id_read_as_its_product_does(
    form: MessageForm, answer: Any, told: Any
) -> None:
    taken: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        taken.append(request)
        return httpx.Response(200, json=answer)

    client = httpx.AsyncClient(transport=httpx.MockTransport(take))
    sender = MetaSender("112", "kunci", form=form, client=client)
    assert await sender.send("+6281", "halo") == "m.1"
    await sender.close()
    assert taken[0].url.path.endswith("/112/messages")
    assert taken[0].headers["Authorization"] == "Bearer kunci"
    assert orjson.loads(taken[0].content) == told
