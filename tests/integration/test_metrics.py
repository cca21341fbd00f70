"""What Prometheus reads: the outbox as it is at the moment of the scrape."""

import re

from tests.support import deeds
from tests.support.centre import Centre

OWED = ("due", "oldest_due_seconds", "dead_last_hour", "dead_unhandled")


async def outbox(centre: Centre) -> list[float]:
    """Scrape, and return the figures of the outbox."""
    answer = await centre.client.get("http://112.test/metrics")
    assert answer.status_code == 200
    found = dict(re.findall(r"^tanggap_outbox_(\w+) (\S+)$", answer.text, re.MULTILINE))
    return [float(found[name]) for name in OWED]


async def test_the_outbox_is_counted_at_each_scrape(centre: Centre) -> None:
    assert await outbox(centre) == [0, 0, 0, 0]
    await deeds.ordered(centre)
    centre.wait(42)
    assert await outbox(centre) == [1, 42, 0, 0]
    await deeds.lose_delivery(centre, "damkar-kota")
    assert await outbox(centre) == [0, 0, 1, 1]
    [lost] = (await centre.read("/deliveries", state="dead"))["items"]
    await centre.do(f"/deliveries/{lost['id']}/settle", note="ditelepon")
    assert await outbox(centre) == [0, 0, 1, 0]
    centre.wait(3601)
    assert await outbox(centre) == [0, 0, 0, 0]


async def test_without_the_database_the_other_figures_are_still_there(centre: Centre) -> None:
    await centre.units.pool.close()
    assert [str(figure) for figure in await outbox(centre)] == ["nan"] * len(OWED)
