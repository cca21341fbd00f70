"""The fixtures themselves: what the other tests stand on must not lie."""

from pathlib import Path

import aiomqtt
import asyncpg
from playwright.async_api import Browser

from tests.support.broker import broker
from tests.support.databases import Servers, database


async def test_each_test_gets_a_database_of_its_own(
    run_servers: Servers, template_name: str, database_url: str
) -> None:
    with database(run_servers.database_url, template_name) as other_url:
        connection = await asyncpg.connect(database_url)
        await connection.execute("CREATE TABLE only_here (n int)")
        other = await asyncpg.connect(other_url)
        assert await other.fetchval("SELECT to_regclass('only_here')") is None
        await connection.close()
        await other.close()


async def _round_trip(port: int) -> object:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("gauge/#", qos=1)
        await client.publish("gauge/1", b"112", qos=1)
        return (await anext(aiter(client.messages))).payload


async def test_the_broker_delivers(mqtt_url: str) -> None:
    assert await _round_trip(int(mqtt_url.rpartition(":")[2])) == b"112"


async def test_the_broker_for_machines_without_mosquitto_delivers(tmp_path: Path) -> None:
    with broker(tmp_path, None) as url:
        assert await _round_trip(int(url.rpartition(":")[2])) == b"112"


async def test_the_browser_draws_maps_without_a_graphics_card(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<canvas></canvas>")
    assert await page.evaluate("document.querySelector('canvas').getContext('webgl2') !== null")
