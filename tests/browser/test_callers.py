"""Numbers and hands: who calls is dialled on record, who has a report in hand is seen by all."""

from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.city import City, fire_in_town, read, send

NUMBER = "+6281200000077"
WORDS = "omah kobong cedak pasar tanjung, ono wong kejebak"
TAKER, DISPATCHER = "Penerima Panggilan Demo", "Pengendali Demo"


async def hang_up(city: City) -> None:
    """Somebody rings and goes before anybody has answered."""
    telephony = await city.channel("cti")
    call = {"call_id": "C-hilang", "trunk": "112", "dialled": "112", "ani": NUMBER}
    for name in ("offered", "ringing", "abandoned"):
        await send(
            telephony,
            "/cti/events",
            {"event": f"call.{name}", f"{name}_at": datetime.now(UTC).isoformat(), **call},
        )


async def waiting_report(city: City, **members: Any) -> Any:
    """Somebody writes, and nobody has it in hand yet."""
    body = {
        "channel": "112",
        "external_id": f"tangan-{datetime.now(UTC).isoformat()}",
        "text": WORDS,
        "open": False,
    }
    return await send(await city.client("penerima"), "/reports", {**body, **members})


def missed_call(page: Page) -> Locator:
    """Return the call of this file's caller; other tests of this server may have hung up too."""
    missed = page.get_by_label("Terputus, telepon balik").get_by_role("listitem")
    return missed.filter(has_text=NUMBER[-3:])


async def test_a_missed_call_is_dialled_and_settled(city: City) -> None:
    await hang_up(city)
    page, settling = await city.sit("penerima"), await city.sit("penerima")
    missed = missed_call(page)
    await expect(missed).not_to_contain_text(NUMBER)
    async with page.expect_response("**/dial") as dialled:
        await missed.get_by_role("button", name="Telepon").click()
    assert (await (await dialled.value).json())["number"] == NUMBER
    await expect(missed).to_contain_text(NUMBER)
    # In another window: here the browser may be asking which telephone to open.
    await missed_call(settling).get_by_role("button", name="Tak diangkat").click()
    await expect(missed).to_have_count(0)
    # A browser without a telephone says so in its log.
    city.complaints.clear()


async def test_a_report_is_taken_over_only_on_purpose_and_both_see_who_has_it(city: City) -> None:
    report = await waiting_report(city)
    taker, dispatcher = await city.sit("penerima"), await city.sit("pengendali")
    await dispatcher.goto("/terima")
    await take(taker)
    await expect(dispatcher.get_by_role("button").filter(has_text=WORDS)).to_contain_text(TAKER)
    await take(dispatcher)
    colleague = dispatcher.get_by_test_id("colleague")
    await expect(colleague).to_contain_text(TAKER)
    await colleague.get_by_role("button").click()
    client = await city.client("penerima")
    path = f"/reports/{report['id']}"
    assert (await read(client, path))["claimed_name"] == TAKER
    await colleague.get_by_role("button", name="Ya, ambil alih").click()
    await expect(taker.get_by_test_id("colleague")).to_contain_text(DISPATCHER)
    assert (await read(client, path))["claimed_name"] == DISPATCHER
    # The dispatcher's first claim was answered with the name of who has it.
    city.complaints.clear()


async def take(page: Page) -> None:
    """Take the one report that waits in hand."""
    await page.get_by_role("button").filter(has_text=WORDS).click()


async def test_board_wall_and_supervisor_say_the_same_figures(city: City) -> None:
    client = await city.client("pengendali")
    for _ in range(2):
        await fire_in_town(client)
    await waiting_report(city)
    said = {}
    for path, username in (
        ("/papan", "pengendali"),
        ("/dinding", "pengendali"),
        ("/laporan-waktu", "pengawas"),
    ):
        page = await city.sit(username)
        await page.goto(path)
        await page.get_by_test_id("firsts").wait_for()
        said[path] = [
            await page.get_by_test_id(name).first.inner_text() for name in ("unattended", "firsts")
        ]
    assert len(set(map(tuple, said.values()))) == 1, said
    assert said["/papan"] == ["2 belum ditangani", "1 laporan P1 menunggu"]
