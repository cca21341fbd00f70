"""A list read page by page is the whole list: nothing twice, nothing lost, whatever the page."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import AGENCIES, Centre

DAMKAR = AGENCIES[0]
MANY = 5


async def pages(centre: Centre, path: str, limit: int, **asked: Any) -> list[list[str]]:
    """Read a list to its end and return what stands on each page."""
    found, cursor = [], None
    for _ in range(200):
        more: dict[str, Any] = {} if cursor is None else {"cursor": cursor}
        page = await centre.read(path, limit=limit, **asked, **more)
        found.append(
            [str(row.get("id") or (row["scope_id"], row["metric"])) for row in page["items"]]
        )
        cursor = page["next_cursor"]
        if cursor is None:
            return found
    raise AssertionError(f"{path} does not end")


@pytest.fixture
async def busy(centre: Centre) -> Centre:
    """A room in which much happened, most of it at the same moment."""
    for number in range(MANY - 1):
        await deeds.ordered(centre)
        if number == 2:
            centre.wait(60)
        await deeds.report(centre, text=f"kebakaran di gang {number}")
    await deeds.report(centre, text="kebakaran di gang terakhir")
    await deeds.answer(centre, await deeds.ordered(centre), "acknowledge")
    return centre


async def test_every_list_is_whole_on_pages_of_any_size(busy: Centre) -> None:
    for path in ("/incidents", "/tasks", "/reports", "/sla/clocks"):
        [whole] = await pages(busy, path, 200)
        assert len(whole) == len(set(whole)) >= MANY
        for limit in (2, 5, len(whole)):
            read = await pages(busy, path, limit)
            assert [row for page in read for row in page] == whole, (path, limit)
            # A unit's deadlines stay together, so a page of clocks may be a little longer.
            assert path == "/sla/clocks" or all(len(page) <= limit for page in read)


async def test_a_filter_holds_on_every_page_and_so_does_what_an_agency_may_see(
    busy: Centre,
) -> None:
    other = await deeds.ordered(busy, "psc119-kota", "medical")
    asked = await pages(busy, "/incidents", 2, agency_id=DAMKAR)
    assert other["incident_id"] not in {row for page in asked for row in page}
    assert sum(map(len, asked)) == MANY
    own = await busy.read("/incidents", who=DAMKAR, limit=3)
    assert (len(own["items"]), own["next_cursor"] is None) == (3, False)
    rest = await busy.read("/incidents", who=DAMKAR, limit=50, cursor=own["next_cursor"])
    assert len(rest["items"]) == MANY - 3
    # What was read further back does not change what comes after it.
    await deeds.incident(busy)
    again = await busy.read("/incidents", who=DAMKAR, limit=50, cursor=own["next_cursor"])
    assert again["items"] == rest["items"]

    # A span of time takes its beginning and leaves its end.
    start, later = busy.at(0), busy.at(60)
    early = await busy.read("/incidents", since=start, until=later, limit=200)
    late = await busy.read("/incidents", since=later, limit=200)
    # Those of the beginning, and the two of a minute later with what was opened since.
    assert (len(early["items"]), len(late["items"])) == (3, MANY - 3 + 2)
    assert {row["opened_at"] for row in early["items"]} == {start.replace("+00:00", "Z")}
    none = await busy.read(
        "/incidents", who=Role.SUPERVISOR, until=(busy.clock.now() - timedelta(days=1)).isoformat()
    )
    assert none == {"items": [], "next_cursor": None}
