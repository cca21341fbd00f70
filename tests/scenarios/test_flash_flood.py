"""The river rises in one leap: the same agencies go as after a slow rise, near that river only."""

from typing import Any

from tests.support import deeds
from tests.support.centre import Centre

RIVER = {"lat": -7.4720, "lon": 112.4600, "accuracy_m": 50, "method": "pin"}
FAR = {"lat": -7.4716, "lon": 112.4220, "accuracy_m": 50, "method": "pin"}


async def rise(centre: Centre, *levels: float) -> None:
    """The gauge sends readings a minute apart, and what they owe is paid."""
    for level in levels:
        centre.wait(60)
        await deeds.gauge(centre, level)
    await centre.run("gauge_alarms")
    await follow(centre)


async def follow(centre: Centre) -> None:
    """The flood states are read, and plans follow them."""
    await centre.floods()
    await centre.run("flood_plans")


async def services(centre: Centre, incident: Any) -> set[str]:
    plan = await centre.read(f"/incidents/{incident['id']}/plan")
    return {line["service"] for line in plan["lines"]}


async def test_a_leap_to_awas_orders_whom_a_slow_rise_orders(centre: Centre) -> None:
    await rise(centre, 120, 280, 282)
    [flood] = (await centre.read("/incidents", state="open"))["items"]
    assert {"rescue", "ems", "power", "social"} <= await services(centre, flood)
    ordered = {task["service"] for task in flood["tasks"] if not task["stand_by"]}
    assert {"disaster", "rescue", "ems", "power", "police", "public_works", "social"} <= ordered


async def test_flood_rules_hold_near_that_river_only(centre: Centre) -> None:
    near = await deeds.incident(centre, "medical", location=RIVER)
    far = await deeds.incident(centre, "medical", location=FAR)
    await rise(centre, 120, 280, 282)
    assert "disaster" in await services(centre, near)
    assert "disaster" not in await services(centre, far)
