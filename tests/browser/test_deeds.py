"""What the room may do beyond the four forms: by key, by menu and by command."""

from playwright.async_api import expect

from tests.browser.city import City, fire_in_town, first_line, read, rows, send


async def test_the_keys_reach_what_has_no_form_of_its_own(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    incident = await fire_in_town(client)
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("l")
    form = page.get_by_role("form", name="Tingkat alarm")
    await form.get_by_role("combobox").select_option("3")
    await form.get_by_role("button", name="Tingkat alarm").click()
    await expect(form).to_have_count(0)
    await page.keyboard.press("/")
    await page.keyboard.type("catat")
    await page.keyboard.press("Enter")
    await page.keyboard.type("dua anak di lantai dua")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("conversation")).to_contain_text("dua anak di lantai dua")
    assert (await read(client, f"/incidents/{incident['id']}"))["alarm_level"] == 3


async def test_an_agency_is_answered_for_and_called_off_after_it_accepted(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    body = {"incident_id": incident["id"], "agency_id": line["agency_id"]}
    task = await send(client, "/tasks", body)
    orders = page.get_by_label("Penugasan", exact=True)
    await expect(orders.get_by_role("button", name="Menu")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("1")
    await page.keyboard.press("a")
    taken = page.get_by_role("form", name="Diterima lewat telepon")
    await expect(taken).to_have_count(1)
    await page.keyboard.type("Pak Joko")
    await page.keyboard.press("Enter")
    await expect(taken).to_have_count(0)
    await expect(orders).to_contain_text("oleh Pak Joko")
    await page.keyboard.press("1")
    await page.keyboard.press("d")
    await page.keyboard.type("sudah padam")
    await page.keyboard.press("Enter")
    await expect(orders).to_contain_text("dihentikan")
    found = await read(client, f"/tasks/{task['id']}")
    said = (found["acknowledged_by"], found["on_behalf"], found["state"])
    assert said == ("Pak Joko", "lewat telepon", "aborted")


async def test_a_closing_can_be_undone(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    incident = await fire_in_town(client)
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Tutup kejadian", exact=True).click()
    await expect(rows(page)).to_have_count(0)
    await page.get_by_role("button", name="Urungkan").click()
    await expect(rows(page)).to_have_count(1)
    assert (await read(client, f"/incidents/{incident['id']}"))["state"] == "reopened"
