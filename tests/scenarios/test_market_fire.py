"""Ten people tell of one fire at the market, by words alone: one incident, and what each adds."""

import asyncio
from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre

FIRST = "kebakaran di pasar tanjung pak cepat, kios kain terbakar"
WRITTEN = (
    "pasar tanjung kobong, geni gedhe",
    "ada api di pasar tanjung, kios kain terbakar",
    "tolong pemadam pasar tanjung kebakaran",
    "kebakaran besar psr tanjung asapnya tebal",
    "pak pasar tanjung terbakar api nyamber ke ruko",
    "halo 112 ini kebakaran di pasar tanjung sebelah timur",
)
TRAPPED = "Pasar Tanjung kebakaran, ada dua orang terjebak di lantai dua"


async def written(centre: Centre, place: int, text: str, channel: str = "112") -> Any:
    """Somebody writes without a pin."""
    return await centre.do(
        "/reports",
        who=Role.CALL_TAKER if channel == "112" else CHANNEL,
        channel=channel,
        external_id=f"pasar-{place}",
        text=text,
        reporter={"phone": f"+628120000{place:04d}"},
    )


async def open_incidents(centre: Centre) -> list[Any]:
    return list((await centre.read("/incidents", state="open"))["items"])


async def test_ten_tellings_by_words_telephone_and_whatsapp_are_one_incident(
    centre: Centre,
) -> None:
    first = await written(centre, 0, FIRST)
    assert first["state"] == "linked"
    [incident] = await open_incidents(centre)
    centre.wait(40)

    told = await asyncio.gather(*(written(centre, n, text) for n, text in enumerate(WRITTEN, 1)))
    message = {"type": "text", "text": {"body": "pasar tanjung kebakaran mas"}}
    answer = await deeds.deliver_whatsapp(centre, deeds.whatsapp(centre, message))
    assert answer.is_success
    assert [one["id"] for one in await open_incidents(centre)] == [incident["id"]]
    assert {one["candidates"][0]["incident_id"] for one in told} == {incident["id"]}

    # A call comes in; what the call taker types is matched while it is typed.
    preview = await centre.do(
        "/reports/proposal", who=Role.CALL_TAKER, text="kebakaran pasar tanjung"
    )
    assert preview["candidates"][0]["incident_id"] == incident["id"]


async def test_the_same_words_at_once_open_one_incident(centre: Centre) -> None:
    await asyncio.gather(*(written(centre, n, text) for n, text in enumerate((FIRST, *WRITTEN))))
    assert len(await open_incidents(centre)) == 1


async def test_the_tenth_teller_adds_who_is_trapped(centre: Centre) -> None:
    await written(centre, 0, FIRST)
    [incident] = await open_incidents(centre)
    await deeds.order(centre, incident["id"], "damkar-kota", service="fire")
    ready = await deeds.order(centre, incident["id"], "psc119-kota", stand_by=True)
    centre.wait(90)
    last = await written(centre, 9, TRAPPED)
    await centre.do(f"/reports/{last['id']}/link", incident_id=incident["id"])

    seen = await centre.read(f"/incidents/{incident['id']}")
    assert {"trapped"} <= {one["code"] for one in seen["signs"]}
    assert "plan_differs" in seen["flags"]
    [ambulance] = [task for task in seen["tasks"] if task["id"] == ready["id"]]
    assert ambulance["stand_by"] is False
    plan = await centre.read(f"/incidents/{incident['id']}/plan")
    assert ("order", "rescue") in {(one["step"], one["service"]) for one in plan["changes"]}
