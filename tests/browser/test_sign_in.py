from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.browser.city import City


async def test_everybody_lands_on_their_own_page(city: City) -> None:
    agency = next(name for name, account in city.accounts.items() if account["role"] == "agency")
    pages = {
        name: await city.sit(name)
        for name in ("penerima", "pengendali", "pengawas", "administrator", agency)
    }
    assert {name: urlsplit(page.url).path for name, page in pages.items()} == {
        "penerima": "/terima",
        "pengendali": "/papan",
        "pengawas": "/laporan-waktu",
        "administrator": "/papan",
        agency: "/instansi",
    }


async def test_a_page_of_another_role_leads_home(city: City) -> None:
    agency = next(name for name, account in city.accounts.items() if account["role"] == "agency")
    page = await city.sit(agency)
    await page.goto("/papan")
    await page.wait_for_url("**/instansi")


async def test_a_visitor_is_asked_to_sign_in_and_keeps_the_name_after_a_wrong_password(
    city: City,
) -> None:
    page = await city.visit("/papan")
    await page.wait_for_url("**/masuk")
    await page.get_by_label("Nama pengguna").fill("pengendali")
    await page.get_by_label("Kata sandi").fill("bukan ini")
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Nama Anda masih terisi")
    await expect(page.get_by_label("Nama pengguna")).to_have_value("pengendali")
    await city.sign_in(page, "pengendali")
    await page.wait_for_url("**/papan")
    # The browser writes the refused sign-in down; that one is expected.
    city.complaints.clear()


async def test_language_and_theme_are_remembered(city: City) -> None:
    page = await city.sit("pengendali")
    await page.get_by_role("button", name="Pengendali Demo").click()
    await page.get_by_role("button", name="English").click()
    await page.get_by_role("button", name="Light theme").click()
    await page.reload()
    await expect(page.get_by_role("link", name="Response times")).to_be_visible()
    assert await page.evaluate("document.documentElement.dataset.theme") == "light"
    assert await page.evaluate("document.documentElement.lang") == "en"
