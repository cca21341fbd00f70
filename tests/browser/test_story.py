"""The main job from end to end.

A call is taken, an agency is sent, a human there takes it, and everyone sees it.
"""

from datetime import UTC, datetime

from playwright.async_api import Page, expect

from tests.browser.city import MIDDLE, PHONE, City, fire_in_town, first_line, read, rows, send


async def ring(city: City, call_id: str = "C-1") -> None:
    telephony = await city.channel("cti")
    body = {"call_id": call_id, "trunk": "112", "dialled": "112", "ani": "+6281200000001"}
    for name in ("offered", "ringing"):
        await send(
            telephony,
            "/cti/events",
            {"event": f"call.{name}", f"{name}_at": datetime.now(UTC).isoformat(), **body},
        )


async def take_call(page: Page, words: str) -> None:
    """Answer, write and send with nothing but the keyboard."""
    await page.get_by_text("Berdering (1)").wait_for()
    await page.keyboard.press("F2")
    await expect(page.get_by_label("Apa yang terjadi, di mana")).to_be_focused()
    await page.keyboard.type(words)
    await page.get_by_text("Usulan: Kebakaran", exact=True).wait_for()
    await page.keyboard.press("Control+Enter")
    await page.get_by_text("Terkirim: Kebakaran").wait_for()


async def test_a_call_is_taken_assigned_and_acknowledged_before_everyones_eyes(city: City) -> None:
    taker, dispatcher = await city.sit("penerima"), await city.sit("pengendali")
    await ring(city)
    await take_call(taker, "omah kobong cedak pasar tanjung")
    row = rows(dispatcher).filter(has_text="Kebakaran")
    await expect(row).to_contain_text("BELUM DITANGANI")

    client = await city.client("pengendali")
    [incident] = (await read(client, "/incidents?state=open"))["items"]
    assert (incident["type"], incident["priority"], incident["location"]["address"]) == (
        "fire",
        1,
        "Pasar Tanjung Anyar",
    )
    line = await first_line(client, incident["id"])
    agency = await city.sit(line["agency_id"], PHONE)
    await expect(dispatcher.get_by_role("button", name="Tugaskan a")).to_be_visible()
    await dispatcher.keyboard.press("Enter")
    await dispatcher.keyboard.press("a")
    card = agency.get_by_test_id("task-card")
    await expect(card).to_contain_text("Kebakaran")

    await card.get_by_role("button", name="Terima").click()
    await row.locator('[data-state="acknowledged"]').wait_for()
    await expect(row).not_to_contain_text("BELUM DITANGANI")
    await expect(taker.get_by_test_id("last-sent")).to_contain_text("dikonfirmasi")


async def test_an_agency_goes_all_the_way_with_one_button_at_a_time(city: City) -> None:
    client = await city.client("pengendali")
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    await send(client, "/tasks", {"incident_id": incident["id"], "agency_id": line["agency_id"]})
    agency = await city.sit(line["agency_id"], PHONE)
    card = agency.get_by_test_id("task-card")
    for button in ("Terima", "Berangkat", "Di lokasi", "Selesai"):
        await card.get_by_role("button", name=button).click()
    # "Done" can be taken back for ten seconds before it goes out.
    await expect(card.get_by_role("button", name="Urungkan")).to_be_visible()
    await expect(agency.get_by_text("Tidak ada penugasan")).to_be_visible(timeout=30_000)
    assert (await read(client, f"/incidents/{incident['id']}"))["tasks"][0]["state"] == "completed"


async def test_a_decline_has_a_cause_and_the_board_says_it(city: City) -> None:
    client, dispatcher = await city.client("pengendali"), await city.sit("pengendali")
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    task = await send(
        client, "/tasks", {"incident_id": incident["id"], "agency_id": line["agency_id"]}
    )
    agency = await city.sit(line["agency_id"], PHONE)
    await agency.get_by_role("button", name="Tolak").click()
    await agency.get_by_role("button", name="Tidak ada unit").click()
    await expect(dispatcher.get_by_label("Penugasan", exact=True)).to_contain_text(
        "ditolak: Tidak ada unit"
    )
    assert (await read(client, f"/tasks/{task['id']}"))["decline_cause"] == "no_resource"


async def test_a_call_is_made_ready_without_the_pointer(city: City) -> None:
    client = await city.client("pengendali")
    await fire_in_town(client)
    page = await city.sit("penerima")
    line = page.get_by_label("Apa yang terjadi, di mana")
    await expect(line).to_be_focused()
    await page.keyboard.type("banjir nang lingkungan sinoman, banyu mlebu omah")
    await page.keyboard.press("Enter")
    await page.get_by_text("Tersimpan").wait_for()
    walked = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        walked.append(await page.evaluate("document.activeElement.id"))
    assert walked[:3] == ["type", "priority", "place"]
    await page.keyboard.press("Escape")
    await expect(line).to_have_value("banjir nang lingkungan sinoman, banyu mlebu omah")
    await page.keyboard.press("Control+Enter")
    await page.get_by_text("Terkirim").wait_for()
    await expect(line).to_have_value("")
    assert len((await read(client, "/incidents?state=open"))["items"]) == 2


async def test_a_report_is_tied_to_a_known_incident_with_one_key(city: City) -> None:
    client = await city.client("pengendali")
    incident = await fire_in_town(client)
    page = await city.sit("penerima")
    report = {
        "channel": "112",
        "external_id": "second-caller",
        "text": "kobong, asap tebal",
        "location": MIDDLE,
        "open": False,
    }
    await send(client, "/reports", report)
    await page.get_by_role("button").filter(has_text="kobong, asap tebal").click()
    await page.get_by_text("Mirip, mungkin kejadian yang sama").wait_for()
    await page.keyboard.press("F4")
    await expect(page.get_by_test_id("link-question")).to_contain_text("Kebakaran")
    await page.keyboard.press("F4")
    await page.get_by_text("Ditautkan").wait_for()
    assert (await read(client, f"/incidents/{incident['id']}"))["report_count"] == incident[
        "report_count"
    ] + 1


async def test_a_prank_is_put_away_with_its_reason(city: City) -> None:
    page, client = await city.sit("penerima"), await city.client("penerima")
    await page.keyboard.type("halo halo wkwkwk")
    await page.keyboard.press("F8")
    await page.get_by_role("button", name="Iseng").click()
    await page.get_by_text("Dibuang, tetap tersimpan").wait_for()
    newest = (await read(client, "/reports?state=discarded"))["items"][0]
    assert (newest["discard_reason"], newest["text"]) == ("nuisance", "halo halo wkwkwk")


async def test_what_is_no_emergency_is_referred_with_its_ticket(city: City) -> None:
    page, client = await city.sit("penerima"), await city.client("penerima")
    await page.keyboard.type("lampu taman mati sejak kemarin")
    await page.keyboard.press("F9")
    await page.get_by_label("Dirujuk kepada").fill("Layanan pengaduan kota")
    await page.keyboard.press("Tab")
    await page.keyboard.type("LAPOR-7")
    await page.keyboard.press("Enter")
    await page.get_by_text("Dirujuk kepada Layanan pengaduan kota").wait_for()
    newest = (await read(client, "/reports?state=referred"))["items"][0]
    assert (newest["referred_to"], newest["text"]) == (
        "Layanan pengaduan kota",
        "lampu taman mati sejak kemarin",
    )
