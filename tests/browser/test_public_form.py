"""Somebody in need at the public form, by keyboard and without scripts."""

import re

from playwright.async_api import expect

from tests.browser.city import PHONE, City, read

WORDS = "Kebakaran di Pasar Tanjung, <b>asap tebal</b>"


async def test_a_report_is_sent_by_keyboard_with_the_position_of_the_device(city: City) -> None:
    page = await city.visit("/lapor", PHONE)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": -7.4722, "longitude": 112.4338})
    await expect(page.get_by_role("link", name="Telepon 112 sekarang")).to_be_visible()
    await page.get_by_label("Apa yang terjadi?").focus()
    await page.keyboard.type(WORDS)
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Alamat atau patokan")).to_be_focused()
    await page.get_by_role("button", name="Sertakan posisi saya").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Posisi Anda ikut dikirim")
    await page.get_by_role("button", name="Kirim laporan").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Laporan Anda sudah kami terima"
    )
    ticket = await page.locator(".ticket").inner_text()
    reports = await read(await city.client("penerima"), "/reports?channel=website")
    [sent] = [report for report in reports["items"] if report["external_id"] == ticket]
    assert (sent["text"], sent["location"]["lat"]) == (WORDS, -7.4722)


async def test_without_scripts_an_empty_form_says_what_is_missing_and_keeps_the_rest(
    city: City,
) -> None:
    context = await city.browser.new_context(
        base_url=city.server.url, locale="en", java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto("/lapor")
    await expect(page.get_by_role("button", name="Include my position")).to_be_hidden()
    await page.get_by_label("Keep my name secret").check()
    await page.get_by_role("button", name="Send report").click()
    await expect(page.get_by_role("alert")).to_contain_text("Nothing has been written yet")
    await expect(page.get_by_label("Keep my name secret")).to_be_checked()
    await page.get_by_label("What happened?").fill("smoke at the market")
    await page.get_by_role("button", name="Send report").click()
    await expect(page.locator(".ticket")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    await context.close()
