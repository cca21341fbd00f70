"""Nothing typed is ever lost: random sequences of what a night does to a call taker.

Each word typed is one of a kind. Afterwards every one of them stands in a report of the centre,
whether the call was sent, linked, laid aside, put back, left for another, reloaded or cut off.
`make words N=1000` plays as many nights as are asked for; the usual run plays a handful here, and
200 with the same code over a faked centre (`console_ui/pages/call/words.test.ts`).
"""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.async_api import Error, Page, Route, expect

from tests.browser.city import City, fire_in_town, read

NIGHTS = int(os.environ.get("WORDS", "0"))
SEEDS = range(NIGHTS or 3)
STEPS = 14
FIELD = "Apa yang terjadi, di mana"
PATIENCE_MS = 40_000
OFFERED_MS = 2000
TYPED_MS = 10_000


@dataclass
class Night:
    """One call taker at one browser, and what was typed there."""

    city: City
    user: str
    page: Page
    dice: random.Random
    name: str
    typed: list[str] = field(default_factory=list)
    cut: bool = False

    async def type(self) -> None:
        word = f"{self.name}{len(self.typed)}z"
        await self.page.get_by_label(FIELD).press_sequentially(f"{word} ", timeout=TYPED_MS)
        self.typed.append(word)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def link(self) -> None:
        """Ask, and say yes or no."""
        await self.press("F4", self.dice.choice(("F4", "Escape")))

    async def discard(self) -> None:
        await self.press("F8")
        await self._click("Iseng")

    async def refer(self) -> None:
        await self.press("F9")
        await self.page.keyboard.type("Layanan pengaduan kota")
        await self.press("Enter")

    async def put_back(self) -> None:
        await self._click("Kembalikan ke antrean")

    async def _click(self, name: str) -> None:
        """Press a button if it is offered; an earlier act may just have taken it away."""
        button = self.page.get_by_role("button", name=name).first
        if await button.count() and await button.is_enabled():
            with suppress(Error):
                await button.click(timeout=OFFERED_MS)

    async def reload(self) -> None:
        await self.page.reload()
        await self.page.get_by_label(FIELD).wait_for()

    async def crash(self) -> None:
        """The tab dies without a word, and another is opened."""
        again = await self.page.context.new_page()
        await self.page.close()
        self.page = again
        await self.page.goto("/terima")
        await self.page.get_by_label(FIELD).wait_for()

    async def sign_out_and_in(self) -> None:
        """The session ends under the hand; the next request finds out, and the person returns."""
        await self.page.context.clear_cookies()
        # The form may give way to the sign-in in the middle of a word, which is then no word.
        with suppress(Error):
            await self.type()
        await self.page.get_by_label("Nama pengguna").wait_for()
        await self.city.sign_in(self.page, self.user)
        await self.page.get_by_label("Nama pengguna").wait_for(state="hidden")
        await self.page.goto("/terima")
        await self.page.get_by_label(FIELD).wait_for()

    async def kill(self) -> None:
        """The server dies in the middle of whatever it does, and is started again."""
        self.city.server.kill()
        await self.type()
        await asyncio.to_thread(self.city.server.start)

    async def cut_off(self) -> None:
        """No request comes through until the network is mended."""
        await self.page.route("**/api/v1/**", _drop)
        self.cut = True

    async def freeze(self) -> None:
        """The server takes requests and never answers, until it is mended."""
        await self.page.route("**/api/v1/reports**", _keep_waiting)
        self.cut = True

    async def mend(self) -> None:
        await self.page.unroute_all(behavior="ignoreErrors")
        self.cut = False

    def acts(self) -> list[Callable[[], Awaitable[None]]]:
        """What may happen next; a page cannot be loaded anew while nothing is served."""
        always = [
            *[self.type] * 6,
            lambda: self.press("Enter"),
            lambda: self.press("Control+Enter"),
            lambda: self.press("F2"),
            lambda: self.press("F3"),
            self.link,
            self.discard,
            self.refer,
            self.put_back,
        ]
        return (
            [*always, self.mend]
            if self.cut
            else [*always, self.reload, self.crash, self.cut_off, self.freeze, *self.costly()]
        )

    def costly(self) -> list[Callable[[], Awaitable[None]]]:
        """What takes seconds: only in the long run."""
        return [self.sign_out_and_in, self.kill] if NIGHTS else []


async def _drop(route: Route) -> None:
    await route.abort()


async def _keep_waiting(_: Route) -> None:
    """Answer nothing: the console's own patience ends the request."""


async def told(client: httpx.AsyncClient) -> str:
    """Return everything that the centre was told by reports, in whatever state."""
    return " ".join(
        report["text"] for report in (await read(client, "/reports?limit=500"))["items"]
    )


async def wait_until_told(client: httpx.AsyncClient, typed: list[str]) -> None:
    """Return when the centre has every word; whoever is still missing at last is named."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while missing := [word for word in typed if word not in await told(client)]:
        assert time.monotonic() < deadline, missing
        await asyncio.sleep(0.3)


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_typed_word_is_found_again(city: City, seed: int) -> None:
    await fire_in_town(await city.client("pengendali"))
    dice = random.Random(seed)
    users = ("penerima", "pengendali")[: 1 + seed % 2]
    nights = [
        Night(city, user, await city.sit(user), dice, f"w{seed}{user[-1]}x") for user in users
    ]
    for night in nights:
        await night.page.goto("/terima")
        await night.page.get_by_label(FIELD).wait_for()
    for _ in range(STEPS):
        await dice.choice(dice.choice(nights).acts())()
    for night in nights:
        await night.mend()
    await wait_until_told(
        await city.client("penerima"), [word for night in nights for word in night.typed]
    )
    for night in nights:
        await expect(night.page.locator(".waiting")).to_have_count(0, timeout=PATIENCE_MS)
    # A cut network is written down by the browser itself.
    city.complaints.clear()


@pytest.mark.parametrize(
    ("kept_away", "says"),
    [
        ("**/api/v1/sessions/current", "Pusat belum menjawab"),
        ("**/assets/CallPage*", "Halaman belum termuat"),
    ],
)
async def test_a_console_that_is_opened_while_nothing_answers_comes_by_itself(
    city: City, kept_away: str, says: str
) -> None:
    page = await city.sit("penerima")
    await page.route(kept_away, _drop)
    await page.goto("/terima")
    await expect(page.get_by_text(says)).to_be_visible()
    await expect(page.get_by_label("Nama pengguna")).to_have_count(0)
    await page.unroute_all(behavior="ignoreErrors")
    await page.get_by_label(FIELD).press_sequentially("kobong ")
    await wait_until_told(await city.client("penerima"), ["kobong"])
    city.complaints.clear()


async def test_a_session_that_ends_keeps_the_words(city: City) -> None:
    page, client = await city.sit("penerima"), await city.client("penerima")
    await page.get_by_label(FIELD).press_sequentially("omah kobong ana bocah loro")
    await page.context.clear_cookies()
    await page.keyboard.press("Control+Enter")
    await page.get_by_label("Nama pengguna").wait_for()
    await city.sign_in(page, "penerima")
    await page.get_by_text("Terkirim").wait_for(timeout=PATIENCE_MS)
    [incident] = (await read(client, "/incidents?state=open"))["items"]
    assert incident["summary"] == "omah kobong ana bocah loro"
    city.complaints.clear()


async def test_a_tab_that_crashes_opens_with_its_call(city: City) -> None:
    page = await city.sit("penerima")
    await page.route("**/api/v1/reports", _drop)
    await page.get_by_label(FIELD).press_sequentially("banjir sedada")
    again = await page.context.new_page()
    await page.close()
    await again.goto("/terima")
    await expect(again.get_by_label(FIELD)).to_have_value("banjir sedada", timeout=PATIENCE_MS)
    city.complaints.clear()


async def test_two_who_write_one_report_keep_both_texts(city: City) -> None:
    client = await city.client("penerima")
    body = {"channel": "112", "external_id": "both", "text": "tolong", "open": False}
    report = (await client.post("/reports", json=body)).raise_for_status().json()
    pages = [await city.sit("penerima"), await city.sit("pengendali")]
    await pages[1].goto("/terima")
    for page, word in zip(pages, ("satu1", "dua2"), strict=True):
        await page.get_by_role("button").filter(has_text="tolong").click()
        await page.get_by_label(FIELD).press_sequentially(word)
    for page in pages:
        await page.keyboard.press("Enter")
    for page in pages:
        await expect(page.get_by_role("tab").filter(has_text="◌")).to_have_count(
            0, timeout=PATIENCE_MS
        )
    text = (await read(client, f"/reports/{report['id']}"))["text"]
    assert all(word in text for word in ("tolong", "satu1", "dua2"))
    city.complaints.clear()
