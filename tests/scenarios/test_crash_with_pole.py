"""A lorry and a motorcycle, two badly hurt, a pole down with a live line: everybody goes."""

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

WORDS = "tabrakan truk motor, dua parah, tiang listrik roboh kabel nyala"
GOING = {"ems", "police", "power", "fire"}


async def test_what_was_said_makes_the_plan(centre: Centre) -> None:
    report = await deeds.report(centre, WORDS)
    kind = report["proposal"]["type"]
    incident = await centre.do("/incidents", who=Role.CALL_TAKER, type=kind, report_id=report["id"])
    plan = await centre.read(f"/incidents/{incident['id']}/plan")
    going = {line["service"] for line in plan["lines"] if not line["stand_by"]}
    assert going >= GOING
