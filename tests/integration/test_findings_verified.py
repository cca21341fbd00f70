"""A finding of the cyber patrol tells nobody before a second person has seen it."""

from typing import Any

import httpx
import pytest

from dispatch.access.subject import Role
from tests.support.centre import Centre

BODY: dict[str, Any] = {
    "source_url": "https://x.com/warga/status/1",
    "screenshot": {"sha256": "ab" * 32},
    "text": "kebakaran besar di Jl. Gajah Mada 151, ada orang terjebak",
}


async def found(centre: Centre) -> Any:
    return await centre.do("/channels/cyber_patrol/findings", who=Role.CALL_TAKER, **BODY)


async def verify(centre: Centre, report_id: str, who: str) -> httpx.Response:
    return await centre.ask("POST", f"/reports/{report_id}/verify", who=who)


async def telling(centre: Centre, report_id: str, way: str) -> httpx.Response:
    """Try to tell an office of the report."""
    opened = await centre.do("/incidents", who=Role.CALL_TAKER, type="fire")
    path, body = {
        "open": ("/incidents", {"type": "fire", "report_id": report_id}),
        "link": (f"/reports/{report_id}/link", {"incident_id": opened["id"]}),
        "refer": (f"/reports/{report_id}/refer", {"to": "Kominfo"}),
    }[way]
    return await centre.ask("POST", path, who=Role.CALL_TAKER, json=body)


@pytest.mark.parametrize("way", ["open", "link", "refer"])
async def test_no_office_hears_of_it_before(centre: Centre, way: str) -> None:
    report = await found(centre)
    assert "finding.unverified" in report["flags"]
    assert report["incident_id"] is None, "however urgent and sure it sounds"
    refused = await telling(centre, report["id"], way)
    assert (refused.status_code, refused.json()["code"]) == (409, "report.unverified")
    assert (await verify(centre, report["id"], Role.DISPATCHER)).status_code == 200
    assert (await telling(centre, report["id"], way)).is_success


async def test_its_finder_cannot_verify_it_and_a_second_time_changes_nothing(
    centre: Centre,
) -> None:
    report = await found(centre)
    own = await verify(centre, report["id"], Role.CALL_TAKER)
    assert (own.status_code, own.json()["why"]) == (403, "own_finding")
    head = await centre.head()
    for _ in range(2):
        seen = await verify(centre, report["id"], Role.SUPERVISOR)
        assert "finding.verified" in seen.json()["flags"]
        assert "finding.unverified" not in seen.json()["flags"]
    assert await centre.facts(head) == ["report.verified"]


async def test_what_is_found_again_stays_verified(centre: Centre) -> None:
    report = await found(centre)
    await verify(centre, report["id"], Role.DISPATCHER)
    again = await centre.do(
        "/channels/cyber_patrol/findings", who=Role.CALL_TAKER, **BODY | {"text": "masih menyala"}
    )
    assert again["id"] == report["id"]
    assert "finding.unverified" not in again["flags"]


async def test_one_that_is_wrong_can_be_discarded_unverified(centre: Centre) -> None:
    report = await found(centre)
    gone = await centre.do(
        f"/reports/{report['id']}/discard", who=Role.DISPATCHER, reason="nuisance"
    )
    assert gone["state"] == "discarded"
