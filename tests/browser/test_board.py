"""The board under the hand, over a broken line, and past its targets."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import expect

from tests.browser.city import (
    PHONE,
    City,
    change_the_picture,
    fire_in_town,
    first_line,
    read,
    rows,
    send,
)

FIVE_MINUTES_AGO = timedelta(minutes=5)


def ago(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat()


async def test_a_cut_line_shows_its_age_and_comes_back_by_itself(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    await fire_in_town(client)
    await expect(rows(page)).to_have_count(1)
    link = page.get_by_test_id("link")
    city.server.kill()
    await expect(link).to_contain_text("terputus")
    await expect(link).to_contain_text(re.compile(r"data [3-9]\d* d"))
    await expect(rows(page)).to_have_count(1)
    city.server.start()
    await expect(link).to_contain_text("terhubung", timeout=30_000)
    await fire_in_town(await city.client("pengendali"), type="flood")
    await expect(rows(page)).to_have_count(2)
    # While the server was away the browser wrote down each attempt.
    city.complaints.clear()


async def test_rows_keep_still_under_the_pointer(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    await fire_in_town(client, type="fallen_tree")
    await rows(page).hover()
    await fire_in_town(client)
    marker = page.get_by_role("button", name="1 baru")
    await expect(marker).to_be_visible()
    await expect(rows(page)).to_have_count(1)
    await expect(page.get_by_test_id("headline")).to_contain_text("Kebakaran")
    await page.keyboard.press("r")
    await expect(rows(page).first).to_contain_text("Kebakaran")


async def test_the_keyboard_walks_classifies_and_closes(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    await fire_in_town(client)
    second = await fire_in_town(client, type="flood")
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("j")
    await expect(
        page.get_by_role("listbox", name="Kejadian").get_by_role("option", selected=True)
    ).to_contain_text("Banjir")
    await page.keyboard.press("c")
    await page.get_by_role("combobox", name="Prioritas").select_option("1")
    await page.get_by_role("button", name="Simpan").click()
    await expect(
        page.get_by_role("listbox", name="Kejadian").get_by_role("option", selected=True)
    ).to_contain_text("P1")
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Tutup kejadian", exact=True).click()
    await expect(rows(page)).to_have_count(1)
    assert (await read(client, f"/incidents/{second['id']}"))["state"] == "closed"


async def test_the_command_line_filters_and_backs_out_without_losing_text(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    await fire_in_town(client)
    await fire_in_town(client, type="flood")
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("/")
    await page.keyboard.type("banjir")
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.get_by_label("Baris perintah")).to_have_value("banjir")
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(1)


async def test_two_that_are_one_are_merged_and_taken_apart_again(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    kept = await fire_in_town(client, reached_at=ago(FIVE_MINUTES_AGO))
    twin = await fire_in_town(client)
    await expect(rows(page)).to_have_count(2)
    await rows(page).filter(has_text=f"#{int(twin['number'][-6:])}").click()
    await page.keyboard.press("g")
    await page.get_by_label("Gabung ke").select_option(kept["id"])
    await page.keyboard.press("Tab")
    await page.keyboard.type("pelapor sama")
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(1)
    assert (await read(client, f"/incidents/{twin['id']}"))["merged_into"] == kept["id"]
    await page.get_by_role("button", name="Lepas").click()
    await expect(rows(page)).to_have_count(2)


async def test_a_missing_place_is_set_from_the_panel(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    incident = await fire_in_town(client, location=None)
    await expect(rows(page)).to_contain_text("tempat belum diketahui")
    await page.keyboard.press("Enter")
    await page.keyboard.press("t")
    await page.keyboard.type("lingkungan sinoman")
    await page.get_by_role("group", name="Calon tempat").get_by_role("button").first.click()
    await page.get_by_role("button", name="Simpan tempat").click()
    await expect(rows(page)).to_contain_text("Sinoman")
    assert (await read(client, f"/incidents/{incident['id']}"))["location"]["method"] == "gazetteer"


async def test_paper_shows_everything_and_no_screen(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    incident = await fire_in_town(client)
    await expect(rows(page)).to_have_count(1)
    await page.evaluate("window.print = () => undefined")
    await page.emulate_media(media="print")
    for key, title in (
        ("p", f"Kartu kejadian {incident['number']}"),
        ("Shift+P", "Keadaan papan 112"),
    ):
        await page.keyboard.press(key)
        paper = page.get_by_test_id("paper")
        await expect(paper.get_by_role("heading", level=1)).to_have_text(title)
        await expect(paper).to_contain_text("Jl. Majapahit")
        await expect(page.get_by_role("listbox")).to_be_hidden()
        await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        await expect(paper).to_have_count(0)


async def test_what_moves_without_a_fact_is_shown(city: City) -> None:
    client = await city.client("pengendali")
    await fire_in_town(client)
    unit = await send(
        client,
        "/units",
        {"agency_id": "damkar-kota", "callsign": f"DK-{datetime.now(UTC):%H%M%S}", "kind": "mobil"},
    )

    def also(snapshot: Any) -> list[Any]:
        entries = {entry["key"]: entry["item"] for entry in snapshot["sections"]["units"]}
        change = {
            "section": "units",
            "key": unit["id"],
            "item": entries[unit["id"]] | {"availability": "en_route"},
        }
        moved = {"type": "delta", "seq": snapshot["seq"], "at": snapshot["at"], "changes": [change]}
        return [snapshot, moved]

    page = await city.visit()
    await change_the_picture(page, also)
    await city.sign_in(page, "pengendali")
    await expect(page.get_by_label("Unit", exact=True)).to_contain_text(
        f"{unit['callsign']} di jalan"
    )


async def test_the_supervisor_sees_who_let_a_clock_run_out(city: City) -> None:
    client = await city.client("pengendali")
    then = ago(FIVE_MINUTES_AGO)
    incident = await fire_in_town(client, reached_at=then, answered_at=then, at=then)
    line = await first_line(client, incident["id"])
    await send(
        client,
        "/tasks",
        {
            "incident_id": incident["id"],
            "agency_id": line["agency_id"],
            "at": ago(timedelta(minutes=4)),
        },
    )
    page = await city.sit("pengawas")
    waiting = page.get_by_label("Siapa menunggu di mana")
    # Who was passed over is named below; the figure counts what somebody can still stop, as the
    # board and the wall do.
    await expect(waiting.get_by_role("listitem").first).to_contain_text("tak dijawab")
    await expect(page.get_by_test_id("times")).to_be_visible()
    await page.get_by_label("Selang").select_option("processing")
    await expect(page.get_by_test_id("trend").get_by_role("img")).to_have_accessible_name(
        re.compile("Tren Pengolahan, per hari. .*: n 1")
    )
    await page.get_by_title("Lihat isinya").first.click()
    await expect(page.get_by_label("Kelompokkan")).to_have_value("type")


async def test_an_answer_in_a_dead_spot_keeps_its_true_time(city: City) -> None:
    client = await city.client("pengendali")
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    task = await send(
        client, "/tasks", {"incident_id": incident["id"], "agency_id": line["agency_id"]}
    )
    page = await city.sit(line["agency_id"], PHONE)
    card = page.get_by_test_id("task-card")
    await expect(card).to_contain_text("dilihat")
    await page.context.set_offline(offline=True)
    pressed = datetime.now(UTC)
    await card.get_by_role("button", name="Terima").click()
    await expect(card).to_contain_text("menunggu jaringan")
    # Long enough that the press and the network's return cannot be taken for one another.
    await page.wait_for_timeout(3_000)
    back = datetime.now(UTC)
    await page.context.set_offline(offline=False)
    await expect(card.get_by_role("status")).to_have_text("dikonfirmasi")
    found = await read(client, f"/tasks/{task['id']}")
    # The moment of the press and not the one of the network's return, by a clock set over the line.
    second = timedelta(seconds=1)
    assert pressed - second < datetime.fromisoformat(found["acknowledged_at"]) < back - second
    # Offline the browser writes down each attempt.
    city.complaints.clear()
