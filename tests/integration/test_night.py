"""`make night`: a made-up bad night that a newcomer can look at, on the demo city alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from cli import parser, plain_units
from dispatch.access.subject import Role
from dispatch.kernel.clock import SystemClock
from dispatch.kernel.errors import Invalid
from dispatch.kernel.host.command import Call
from dispatch.kernel.host.settings import Settings
from intake.replay.client import Client
from intake.replay.night import DESK, Night, scenes
from tests.support.centre import AGENCIES, CHANNEL, Centre, open_centre, settle_person
from tests.support.city import SHIPPED

FACTS = SHIPPED.read("demo_night", {})
COUNT = 5


@pytest.fixture
async def centre(city_url: str) -> AsyncIterator[Centre]:
    """A centre whose clock shows the time of this machine, which the night looks at."""
    async with open_centre(city_url, start=SystemClock().now()) as opened:
        yield opened


@pytest.fixture
async def night(centre: Centre) -> AsyncIterator[Night]:
    """A night at the application's own interface."""
    async with AsyncExitStack() as stack:

        async def door(who: str) -> Client:
            name = {DESK: Role.DISPATCHER}.get(who, CHANNEL if who.startswith("token:") else who)
            transport = httpx.ASGITransport(centre.app)
            token = f"token-{name}"
            client = Client("http://112.test", concurrency=2, token=token, transport=transport)
            return await stack.enter_async_context(client)

        yield Night(FACTS, door, centre.clock, seed=112)


async def sign_everybody_in(centre: Centre) -> None:
    """Give each agency a person, as the demonstration does."""
    rows = await centre.rows("SELECT id FROM agency WHERE NOT (id = ANY($1::text[]))", AGENCIES)
    async with centre.units.begin("system:test") as uow:
        for row in rows:
            settle_person(uow, row["id"], Role.AGENCY, row["id"])


def test_one_seed_is_one_night_and_another_is_another() -> None:
    assert scenes(FACTS, 60, 112) == scenes(FACTS, 60, 112)
    assert scenes(FACTS, 60, 112) != scenes(FACTS, 60, 113)
    whole = scenes(FACTS, 60, 112)
    assert len({scene.key for scene in whole}) == len({scene.phone for scene in whole}) == 60
    assert {scene.type for scene in whole} == {kind["type"] for kind in FACTS["scenes"]}
    assert sum(scene.age_s > 900 for scene in whole) == 4


async def test_the_board_shows_it_and_it_comes_once(centre: Centre, night: Night) -> None:
    await sign_everybody_in(centre)
    await night.begin(COUNT)
    assert [name for name in night.outcomes if name.startswith("refused")] == []
    opened = (await centre.read("/incidents"))["items"]
    assert len(opened) == COUNT - 1
    waiting = (await centre.read("/reports"))["items"]
    assert "night-112-4" in {report["external_id"] for report in waiting}
    [gauge] = [one for one in (await centre.read("/gauges"))["items"] if one["level"] == "SIAGA"]
    assert gauge["station_id"] == FACTS["gauge"]
    await night.begin(COUNT)
    assert len((await centre.read("/incidents"))["items"]) == COUNT - 1


async def test_a_city_without_the_made_up_gauge_is_left_alone(centre: Centre) -> None:
    async def door(who: str) -> Client:
        del who
        transport = httpx.ASGITransport(centre.app)
        token = f"token-{Role.DISPATCHER}"
        return Client("http://112.test", concurrency=2, token=token, transport=transport)

    elsewhere = Night(FACTS | {"gauge": "sungai-sungguhan"}, door, centre.clock, seed=112)
    with pytest.raises(Invalid) as refused:
        await elsewhere.begin(COUNT)
    assert refused.value.code == "night.not_demo"
    assert (await centre.read("/incidents"))["items"] == []


async def test_without_the_demonstration_s_accounts_nothing_is_asked(tmp_path: Path) -> None:
    arguments = parser().parse_args(["night"])
    settings = Settings(database_url=None, data_dir=tmp_path)
    with pytest.raises(Invalid):
        await arguments.command.run(
            Call(settings=settings, arguments=arguments, connect=partial(plain_units, settings))
        )
