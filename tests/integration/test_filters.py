"""Lists: filters that mean something, bodies that may be left out.

And who stays on a full board.
"""

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre


@pytest.mark.parametrize(
    "path", ["/incidents", "/reports", "/tasks", "/call-backs", "/raw-messages"]
)
async def test_a_state_that_does_not_exist_is_refused_not_an_empty_list(
    centre: Centre, path: str
) -> None:
    refused = await centre.ask("GET", f"{path}?state=naga", who=Role.DISPATCHER)
    assert (
        refused.status_code,
        refused.json()["code"],
        refused.json()["errors"][0]["field"][:11],
    ) == (
        422,
        "invalid.request",
        "query.state",
    )


async def test_open_and_a_state_of_its_own_are_both_filters(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    for state in ("open", incident["state"]):
        found = await centre.read("/incidents", state=state)
        assert [item["id"] for item in found["items"]] == [incident["id"]]
    assert (await centre.read("/incidents", state="closed"))["items"] == []


async def test_a_list_since_a_time_without_a_zone_is_refused(centre: Centre) -> None:
    refused = await centre.ask("GET", "/incidents?since=2026-11-22T00:00:00", who=Role.DISPATCHER)
    assert (refused.status_code, refused.json()["code"]) == (422, "time.no_zone")


async def test_what_nobody_could_read_is_found_by_its_channel(centre: Centre) -> None:
    await centre.client.post("/reports", content=b"{", headers=centre_bearer())
    for channel, count in (("reports", 1), ("cti", 0)):
        found = await centre.read("/raw-messages", who=Role.CALL_TAKER, channel=channel)
        assert len(found["items"]) == count


def centre_bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer token-{Role.CALL_TAKER}"}


async def test_an_acknowledgement_needs_no_body_from_a_person_of_the_agency(centre: Centre) -> None:
    task = await deeds.ordered(centre, "damkar-kota")
    answer = await centre.ask("POST", f"/tasks/{task['id']}/acknowledge", who="damkar-kota")
    assert (answer.status_code, answer.json()["state"]) == (200, "acknowledged")
