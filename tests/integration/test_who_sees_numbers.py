"""Telephone numbers are shown to those who need them, and the showing is written down."""

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

HANDLINGS = (
    ("answer", {}),
    ("discard", {"reason": "nuisance"}),
    ("refer", {"to": "Call center 112 Sidoarjo"}),
)


@pytest.mark.parametrize(("verb", "body"), HANDLINGS)
async def test_handling_a_report_shows_its_number_only_to_those_who_call_back(centre: Centre, verb: str, body: dict[str, str]) -> None:
    supervised, taken = await deeds.report(centre), await deeds.report(centre)
    masked = await centre.do(f"/reports/{supervised['id']}/{verb}", who=Role.SUPERVISOR, **body)
    shown = await centre.do(f"/reports/{taken['id']}/{verb}", who=Role.CALL_TAKER, **body)
    assert (masked["reporter"]["phone"], masked["reporter"]["name"]) == ("+62********890", None)
    assert shown["reporter"]["phone"] == "+6281234567890"
    notes = "SELECT noun_id FROM access_entry WHERE noun = 'report' ORDER BY at, id"
    assert [row["noun_id"] for row in await centre.rows(notes)] == [taken["id"]]


async def test_linking_masks_the_number_for_a_supervisor(centre: Centre) -> None:
    report, incident = await deeds.report(centre), await deeds.incident(centre)
    linked = await centre.do(f"/reports/{report['id']}/link", who=Role.SUPERVISOR, incident_id=incident["id"])
    assert linked["reporter"]["phone"] == "+62********890"
