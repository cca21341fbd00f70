"""A demo city with people in it.

Each sits at a browser of their own, and the tests speak of them by their desk.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    ViewportSize,
    WebSocketRoute,
    expect,
)

from tests.support.processes import ServerProcess

DESK: Final[ViewportSize] = {"width": 1366, "height": 768}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
MIDDLE: Final = {
    "lat": -7.4701,
    "lon": 112.4336,
    "accuracy_m": 50,
    "method": "caller",
    "address": "Jl. Majapahit",
}
# A loaded machine is slow and not wrong; what never happens still fails.
PATIENCE_MS: Final = 30_000
expect.set_options(timeout=PATIENCE_MS)
# Asking who sits here before anyone has signed in is answered 401, and Chromium writes that down.
_EXPECTED: Final = "/api/v1/sessions/current"


@dataclass
class City:
    """A running demo city, its accounts, and what the browsers complained about."""

    server: ServerProcess
    browser: Browser
    accounts: Mapping[str, Mapping[str, Any]]
    complaints: list[str] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    def of(cls, server: ServerProcess, browser: Browser) -> "City":
        """Read the accounts that the demo city wrote down."""
        path = Path(server.environment["TANGGAP_DATA_DIR"]) / "demo-accounts.json"
        accounts = json.loads(path.read_text(encoding="utf-8"))
        return cls(server, browser, {account["username"]: account for account in accounts})

    async def close(self) -> None:
        """Send everybody home."""
        await self._open.aclose()

    async def visit(
        self,
        path: str = "/masuk",
        viewport: ViewportSize = DESK,
        theme: str = "dark",
        *,
        with_map: bool = False,
    ) -> Page:
        """Open a browser of one's own, signed in as nobody."""
        page = await self._browse(viewport, theme, with_map=with_map)
        await page.goto(path)
        return page

    async def sit(self, username: str, viewport: ViewportSize = DESK, theme: str = "dark") -> Page:
        """Open a browser of one's own with a session already begun.

        And wait for the page of the role.
        """
        page = await self._browse(viewport, theme, with_map=False)
        body = {"username": username, "password": self.accounts[username]["password"]}
        assert (await page.request.post("/api/v1/sessions", data=body)).ok
        await page.goto("/")
        await page.get_by_test_id("link").get_by_text("terhubung").wait_for()
        return page

    async def sign_in(self, page: Page, username: str) -> None:
        """Sign in as a person does, by the form."""
        await page.get_by_label("Nama pengguna").fill(username)
        await page.get_by_label("Kata sandi").fill(self.accounts[username]["password"])
        await page.keyboard.press("Enter")

    async def _browse(self, viewport: ViewportSize, theme: str, *, with_map: bool) -> Page:
        context = await self.browser.new_context(
            base_url=self.server.url, viewport=viewport, locale="id-ID"
        )
        self._open.push_async_callback(context.close)
        await context.add_init_script(
            "localStorage.getItem('tanggap.theme') ?? localStorage.setItem('tanggap.theme',"
            f" '{theme}')"
        )
        if not with_map:
            await context.route("**/assets/maplibre-gl-*.js", _no_map)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    async def client(self, username: str) -> httpx.AsyncClient:
        """Return an API client for a person of the demo city."""
        client = httpx.AsyncClient(base_url=f"{self.server.url}/api/v1", timeout=20)
        await self._open.enter_async_context(client)
        body = {"username": username, "password": self.accounts[username]["password"]}
        answer = (await client.post("/sessions", json=body)).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {answer['token']}"
        return client

    async def channel(self, name: str) -> httpx.AsyncClient:
        """Return an API client that holds the token of a channel."""
        client = httpx.AsyncClient(
            base_url=f"{self.server.url}/api/v1",
            headers={"Authorization": f"Bearer {self.accounts[f'token:{name}']['token']}"},
        )
        return await self._open.enter_async_context(client)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and _EXPECTED not in str(message.location):
            self.complaints.append(f"{message.text} {message.location}")


async def _no_map(route: Route) -> None:
    """Without a graphics card the map takes most of a page's work; the console stands without."""
    await route.fulfill(content_type="text/javascript", body="")


def rows(page: Page) -> Locator:
    """Return the rows of the board's list of incidents."""
    return page.get_by_role("listbox", name="Kejadian").get_by_role("option")


async def clear_the_desk(city: City) -> None:
    """Close what earlier tests left open.

    All share one server, because starting one takes longer than a test.
    """
    client = await city.client("pengendali")
    for incident in (await read(client, "/incidents?state=open&limit=200"))["items"]:
        await send(client, f"/incidents/{incident['id']}/close", {"disposition": "drill"})
    for state in ("received", "triaged"):
        for report in (await read(client, f"/reports?state={state}&limit=200"))["items"]:
            await send(client, f"/reports/{report['id']}/discard", {"reason": "test"})


async def send(client: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> Any:
    """Post and return the answer's JSON; anything but success is a fault of the test."""
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def read(client: httpx.AsyncClient, path: str) -> Any:
    """Get JSON."""
    answer = await client.get(path)
    assert answer.is_success, answer.text
    return answer.json()


async def fire_in_town(client: httpx.AsyncClient, **members: Any) -> Any:
    """Open a house fire in the middle of the town and return it."""
    body = {"type": "fire", "summary": "Omah kobong, asap tebal", "location": MIDDLE, **members}
    return await send(client, "/incidents", body)


async def first_line(client: httpx.AsyncClient, incident_id: str) -> Any:
    """Return the first line of an incident's plan that names an agency."""
    plan = await read(client, f"/incidents/{incident_id}/plan")
    return next(line for line in plan["lines"] if line["agency_id"])


async def change_the_picture(page: Page, change: Callable[[Any], list[Any]]) -> None:
    """Stand between the board and this page.

    And give the page what `change` makes of each snapshot.
    """

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            frame = json.loads(message)
            for each in change(frame) if frame["type"] == "snapshot" else [frame]:
                socket.send(json.dumps(each))

        server.on_message(pass_on)

    await page.route_web_socket("**/api/v1/board?*", between)
