"""Two who work at one incident: nobody overwrites the other, no key reaches another one."""

from typing import Any

import httpx
from playwright.async_api import Page, expect

from tests.browser.city import City, fire_in_town, first_line, read, rows, send

NOTE = "padam sendiri, kata Pak RT"


async def reclassify(client: httpx.AsyncClient, incident: Any) -> None:
    await send(client, f"/incidents/{incident['id']}/classify", {"type": "flood", "priority": 2})


async def close(client: httpx.AsyncClient, incident: Any) -> None:
    await send(client, f"/incidents/{incident['id']}/close", {"disposition": "unfounded"})


async def write_a_closing(page: Page) -> None:
    """Open the closing form of the one incident there is, and write in it."""
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("x")
    await page.get_by_label("Catatan", exact=True).fill(NOTE)


async def test_a_closing_stops_before_what_a_colleague_did(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengawas")
    incident = await fire_in_town(client)
    await write_a_closing(page)
    await reclassify(client, incident)
    await page.get_by_label("Catatan", exact=True).press("Enter")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("Banjir P2")
    await expect(conflict).to_contain_text(NOTE)
    assert (await read(client, f"/incidents/{incident['id']}"))["state"] != "closed"
    await conflict.get_by_role("button", name="Pakai pilihan saya").click()
    await expect(rows(page)).to_have_count(0)
    assert (await read(client, f"/incidents/{incident['id']}"))["state"] == "closed"
    # A conflict is an answer like any other; the browser writes it down as an error.
    city.complaints.clear()


async def test_a_form_stays_with_its_words_when_its_incident_is_closed_elsewhere(
    city: City,
) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengawas")
    incident = await fire_in_town(client)
    await write_a_closing(page)
    await close(client, incident)
    await expect(rows(page)).to_have_count(0)
    await expect(page.get_by_label("Kejadian terpilih")).to_contain_text("di tempat lain")
    await page.get_by_label("Catatan", exact=True).press("Enter")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("kejadian ditutup")
    await expect(conflict.get_by_role("button", name="Pakai pilihan saya")).to_have_count(0)
    await expect(page.get_by_label("Catatan", exact=True)).to_have_value(NOTE)
    city.complaints.clear()


async def test_an_order_stops_before_a_colleagues_order(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengawas")
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    panel = page.get_by_label("Kejadian terpilih")
    await panel.get_by_role("button", name="Tugaskan a").wait_for()
    await page.keyboard.press("Enter")
    # The news of the colleague's order is on its way while the key is pressed.
    order = {"incident_id": incident["id"], "agency_id": line["agency_id"]}
    await page.route("**/api/v1/tasks", lambda route: _after(client, order, route))
    await page.keyboard.press("a")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("ditugaskan")
    await conflict.get_by_role("button", name="Biarkan yang di pusat").click()
    await expect(conflict).to_have_count(0)
    orders = (await read(client, f"/incidents/{incident['id']}"))["tasks"]
    assert len(orders) == 1
    city.complaints.clear()


async def _after(client: httpx.AsyncClient, order: Any, route: Any) -> None:
    """Let the colleague be quicker by the length of a request."""
    if not (await read(client, f"/incidents/{order['incident_id']}"))["tasks"]:
        await send(client, "/tasks", order)
    await route.continue_()


async def test_no_key_reaches_what_slid_into_the_place_of_another(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengawas")
    first, second = await fire_in_town(client), await fire_in_town(client, type="flood")
    await expect(rows(page)).to_have_count(2)
    await close(client, first)
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("x")
    await expect(page.get_by_text("dipilih. Tekan sekali lagi")).to_have_count(1)
    await expect(page.locator("form.form")).to_have_count(0)
    found = await read(client, f"/incidents/{second['id']}")
    assert (found["state"], found["tasks"]) == ("pending", [])
