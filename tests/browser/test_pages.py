"""Every page fits its screen, says who it is, and can be touched."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.city import PHONE, City, fire_in_town, first_line, send

TOUCH_PX = 44
OVERFLOW = (
    "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth -"
    " innerWidth]"
)
CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) ?? []).map(Number);
  const lum = ([r, g, b]) => [r, g,
      b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (e) =>
      { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const seen = (e) => { for (; e; e = e.parentElement) { const s = getComputedStyle(e);
    if (s.opacity !== '1' || s.visibility === 'hidden') return false; } return true; };
  const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll('body *')]
    .filter((e) => own(e) && e.getClientRects().length &&
        !e.closest('svg, .map, .sr, :disabled, option') && seen(e))
    .map((e) => { const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(ground(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0,
          40)]; })
    .filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => `${ratio.toFixed(2)} ${text}`);
}"""


async def many_fires(city: City, count: int = 12) -> None:
    client = await city.client("pengendali")
    for _ in range(count):
        await fire_in_town(client)


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_no_desk_page_scrolls_and_all_text_can_be_read(city: City, theme: str) -> None:
    await many_fires(city)
    page = await city.sit("pengendali", theme=theme)
    overflow, weak = {}, {}
    for path in ("/papan", "/terima", "/catat", "/laporan-waktu", "/dinding"):
        await page.goto(path)
        await page.get_by_text("terhubung").first.wait_for()
        overflow[path] = await page.evaluate(OVERFLOW)
        weak[path] = await page.evaluate(CONTRAST)
    assert set(map(tuple, overflow.values())) == {(0, 0)}
    assert {path: texts for path, texts in weak.items() if texts} == {}


async def sizes(page: Page) -> dict[str, tuple[float, float]]:
    """Return how large each thing is that can be pressed, by what stands on it."""
    found = [
        (await button.inner_text(), await button.bounding_box())
        for button in await page.locator("button:visible, a.button:visible").all()
    ]
    return {
        text or str(n): (box["width"], box["height"]) for n, (text, box) in enumerate(found) if box
    }


async def order_by_plan(client: httpx.AsyncClient) -> Any:
    """Open a fire and ask the first agency of its plan."""
    incident = await fire_in_town(client)
    line = await first_line(client, incident["id"])
    order = {"incident_id": incident["id"], "agency_id": line["agency_id"]}
    return await send(client, "/tasks", order)


async def test_an_agency_phone_can_be_used_with_a_thumb(city: City) -> None:
    client = await city.client("pengendali")
    recalled, asked = [await order_by_plan(client) for _ in range(2)]
    await send(client, f"/tasks/{recalled['id']}/acknowledge", {"by": "Pak Joko, lewat telepon"})
    await send(client, f"/tasks/{recalled['id']}/cancel", {"reason": "sudah padam"})
    page = await city.sit(asked["agency_id"], PHONE)
    await page.get_by_test_id("recall-card").first.wait_for()
    await page.get_by_role("button", name="Tolak").first.click()
    found = await sizes(page)
    assert len(found) >= 10
    assert {text: size for text, size in found.items() if min(size) < TOUCH_PX} == {}
    assert (await page.evaluate(OVERFLOW))[1] == 0


async def test_the_map_is_drawn_without_any_other_host(city: City) -> None:
    page = await city.visit(with_map=True)
    hosts = set()
    page.on(
        "request",
        lambda request: (
            hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None
        ),
    )
    await city.sign_in(page, "pengendali")
    await page.locator(".area-name").first.wait_for(state="attached")
    await expect(page.locator("canvas.maplibregl-canvas")).to_be_visible()
    assert hosts == {city.server.url.removeprefix("http://")}


async def test_a_new_emergency_is_said_aloud(city: City) -> None:
    page, client = await city.sit("pengendali"), await city.client("pengendali")
    await expect(page.get_by_role("button", name="Bunyi: bunyi belum aktif")).to_be_visible()
    await page.keyboard.press("Escape")
    await fire_in_town(client)
    await expect(page.locator('[aria-live="assertive"]')).to_contain_text(
        "Prioritas 1 baru: Kebakaran"
    )
    await expect(page.get_by_role("button", name="Bunyi: volume")).to_be_visible()
    await expect(page.get_by_role("button", name="1 P1 menunggu")).to_be_visible()
    await page.keyboard.press("m")
    await expect(page.get_by_role("button", name="1 P1 menunggu")).to_have_count(0)
