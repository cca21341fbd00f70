"""The engine: a module that rests leaves the database to others; run by hand it never rests."""

import asyncio
from datetime import datetime

from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.engine import Engine
from dispatch.kernel.store.unit_of_work import Units
from tests.support.units import open_units


class Looking:
    """A module that always finds something to do."""

    name = "looking"
    every_s = 0.1
    time_limit_s = 5.0
    woken = False

    def __init__(self, rest_s: float) -> None:
        self.rest_s = rest_s
        self.looks = 0
        self.thrice = asyncio.Event()

    async def run_once(self, _: Units, __: datetime) -> int:
        self.looks += 1
        if self.looks == 3:
            self.thrice.set()
        return 1


async def test_who_took_long_rests_although_there_is_more_to_do(database_url: str) -> None:
    tired, fresh = Looking(60.0), Looking(0.0)
    async with open_units(database_url) as units, Engine(units, [tired, fresh]).running(Guardian()):
        await asyncio.wait_for(fresh.thrice.wait(), timeout=30)
    assert tired.looks == 1


async def test_a_module_that_is_run_by_hand_does_not_rest(database_url: str) -> None:
    tired = Looking(60.0)
    async with open_units(database_url) as units:
        engine = Engine(units, [tired])
        assert [await engine.run_module(tired), await engine.run_module(tired)] == [1, 1]
