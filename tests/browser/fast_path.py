"""The fast path in figures: keys and seconds from the ring to the agency's first order.

`make fast-path`. The hands are those of a machine, so the seconds are what the console and the
centre take, beside the typing of a practised hand (`TYPIST_CPS`) said apart.
"""

import asyncio
import time
from dataclasses import dataclass, field
from os import getloadavg
from statistics import median
from typing import Any, Final

from playwright.async_api import Page, expect

from routing.value_object import value_object
from tests.browser.city import City, clear_the_desk, read, rows
from tests.browser.screenshots import night_server
from tests.browser.test_story import ring
from tests.support.chromium import chromium

ROUNDS: Final = 7
WORDS: Final = "omah kobong cedak pasar tanjung"
TYPIST_CPS: Final = 4.0


@dataclass(slots=True)
class Hand:
    """Who presses keys at a page, and how many beside the words."""

    page: Page
    keys: int = 0

    async def press(self, key: str) -> None:
        """Press one key."""
        self.keys += 1
        await self.page.keyboard.press(key)


@value_object
class Round:
    """One call: seconds since it rang at each step, and the keys of both desks."""

    shown_s: float
    proposed_s: float
    sent_s: float
    ordered_s: float
    keys: int


@dataclass(slots=True)
class Watch:
    """Seconds since the call rang."""

    began: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        """Return the seconds so far."""
        return time.monotonic() - self.began


async def one_call(city: City, number: int, taker: Hand, dispatcher: Hand) -> Round:
    """Take one call from its ring to the first order."""
    keys, client = taker.keys + dispatcher.keys, await city.client("pengendali")
    watch = Watch()
    await ring(city, f"fast-{number}")
    await taker.page.get_by_text("Berdering (1)").wait_for()
    shown = watch.now()
    await taker.press("F2")
    await expect(taker.page.get_by_label("Apa yang terjadi, di mana")).to_be_focused()
    await taker.page.keyboard.type(WORDS)
    await taker.page.get_by_text("Usulan: Kebakaran", exact=True).wait_for()
    proposed = watch.now()
    await taker.press("Control+Enter")
    await expect(rows(dispatcher.page)).to_have_count(1)
    sent = watch.now()
    await expect(dispatcher.page.get_by_role("button", name="Tugaskan a")).to_be_visible()
    await dispatcher.press("Enter")
    await dispatcher.press("a")
    while not await orders(client):  # noqa: ASYNC110 - the centre tells clients of the API nothing
        await asyncio.sleep(0.02)
    return Round(shown, proposed, sent, watch.now(), taker.keys + dispatcher.keys - keys)


async def orders(client: Any) -> list[Any]:
    """Return the orders of the one incident that is open."""
    [incident] = (await read(client, "/incidents?state=open"))["items"]
    found: list[Any] = (await read(client, f"/incidents/{incident['id']}"))["tasks"]
    return found


async def measure() -> list[Round]:
    """Take calls one after the other at two desks of a demo city."""
    with night_server() as server:
        async with chromium() as browser:
            city = City.of(server, browser)
            taker, dispatcher = Hand(await city.sit("penerima")), Hand(await city.sit("pengendali"))
            rounds = []
            for number in range(ROUNDS):
                await clear_the_desk(city)
                for page, path in ((taker.page, "/terima"), (dispatcher.page, "/papan")):
                    await page.goto(path)
                    await page.get_by_test_id("link").get_by_text("terhubung").wait_for()
                await expect(rows(dispatcher.page)).to_have_count(0)
                rounds.append(await one_call(city, number, taker, dispatcher))
            await city.close()
            return rounds


def main() -> None:
    """Print the medians, with the load of the machine that they were taken on."""
    rounds = asyncio.run(measure())
    figures = {
        "ring on the screen": median(one.shown_s for one in rounds),
        "words understood": median(one.proposed_s for one in rounds),
        "on the board": median(one.sent_s for one in rounds),
        "agency ordered": median(one.ordered_s for one in rounds),
    }
    print(f"fast path, medians of {ROUNDS} calls, machine load {getloadavg()[0]:.1f}")
    for name, seconds in figures.items():
        print(f"  {name:20} {seconds:5.2f} s after the ring")
    print(f"  keys of both desks   {max(one.keys for one in rounds)}, and {len(WORDS)} letters")
    print(f"  a hand of {TYPIST_CPS:.0f} letters a second adds {len(WORDS) / TYPIST_CPS:.0f} s")


if __name__ == "__main__":
    main()
