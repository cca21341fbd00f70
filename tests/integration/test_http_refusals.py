"""Right in form, wrong in the present state.

Each refusal has its own stable code, and nothing changes.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import AGENCIES, Centre

UNKNOWN = "01937d2e-8a00-7000-8000-00000000dead"
# Who sends what where, once the scene is prepared.
Request: TypeAlias = tuple[str, str, str, dict[str, Any]]
Scene: TypeAlias = Callable[[Centre], Awaitable[Request]]


def to_task(
    verb: str,
    *,
    who: str = AGENCIES[0],
    prepare: Callable[[Centre], Awaitable[Any]] = deeds.ordered,
    **body: Any,
) -> Scene:
    async def scene(centre: Centre) -> Request:
        return who, "POST", f"/tasks/{(await prepare(centre))['id']}/{verb}", body

    return scene


def to_incident(
    verb: str,
    *,
    who: str = Role.DISPATCHER,
    prepare: Callable[[Centre], Awaitable[Any]] = deeds.incident,
    **body: Any,
) -> Scene:
    async def scene(centre: Centre) -> Request:
        return who, "POST", f"/incidents/{(await prepare(centre))['id']}/{verb}", body

    return scene


def to(path: str, *, who: str = Role.DISPATCHER, method: str = "POST", **body: Any) -> Scene:
    async def scene(_: Centre) -> Request:
        return who, method, path, body

    return scene


async def closed(centre: Centre) -> Any:
    incident = await deeds.incident(centre)
    return await centre.do(f"/incidents/{incident['id']}/close", disposition="unfounded")


async def cancelled(centre: Centre) -> Any:
    task = await deeds.ordered(centre)
    return await centre.do(f"/tasks/{task['id']}/cancel", reason="cukup")


async def merge_with_itself(centre: Centre) -> Request:
    incident = await deeds.incident(centre)
    return Role.DISPATCHER, "POST", f"/incidents/{incident['id']}/merge", {"into": incident["id"]}


async def merge_into_a_closed_one(centre: Centre) -> Request:
    incident, over = await deeds.incident(centre), await closed(centre)
    return Role.DISPATCHER, "POST", f"/incidents/{incident['id']}/merge", {"into": over["id"]}


async def ask_twice(centre: Centre) -> Request:
    task = await deeds.ordered(centre)
    return (
        Role.DISPATCHER,
        "POST",
        "/tasks",
        {"incident_id": task["incident_id"], "agency_id": task["agency_id"]},
    )


def ask(agency_id: str, incident: Callable[[Centre], Awaitable[Any]] = deeds.incident) -> Scene:
    async def scene(centre: Centre) -> Request:
        return (
            Role.DISPATCHER,
            "POST",
            "/tasks",
            {"incident_id": (await incident(centre))["id"], "agency_id": agency_id},
        )

    return scene


async def send_another_agencys_unit(centre: Centre) -> Request:
    task, unit = await deeds.taken(centre), await deeds.unit(centre, "psc119-kota")
    return Role.DISPATCHER, "POST", f"/units/{unit['id']}/assign", {"task_id": task["id"]}


async def send_for_what_was_taken_back(centre: Centre) -> Request:
    task, unit = await cancelled(centre), await deeds.unit(centre)
    return AGENCIES[0], "POST", f"/units/{unit['id']}/assign", {"task_id": task["id"]}


async def send_to_anothers_task(centre: Centre) -> Request:
    task, unit = await deeds.taken(centre, "psc119-kota"), await deeds.unit(centre)
    return AGENCIES[0], "POST", f"/units/{unit['id']}/assign", {"task_id": task["id"]}


async def stamp_twice(centre: Centre) -> Request:
    assignment = await deeds.sent(centre)
    body = {"milestones": [{"name": "alerted", "at": centre.at(-30)}]}
    return AGENCIES[0], "POST", f"/unit-assignments/{assignment['id']}/milestones", body


async def discard_a_linked_report(centre: Centre) -> Request:
    report = await deeds.report(centre)
    await deeds.incident(centre, report_id=report["id"])
    return Role.CALL_TAKER, "POST", f"/reports/{report['id']}/discard", {"reason": "nuisance"}


async def link_to_a_closed_incident(centre: Centre) -> Request:
    report, over = await deeds.report(centre), await closed(centre)
    return Role.CALL_TAKER, "POST", f"/reports/{report['id']}/link", {"incident_id": over["id"]}


async def look_at_anothers_incident(centre: Centre) -> Request:
    task = await deeds.ordered(centre, "psc119-kota")
    return AGENCIES[0], "GET", f"/incidents/{task['incident_id']}", {}


async def a_unit_with_a_known_callsign(centre: Centre) -> Request:
    unit = await deeds.unit(centre)
    return (
        Role.DISPATCHER,
        "POST",
        "/units",
        {"agency_id": unit["agency_id"], "callsign": unit["callsign"], "kind": "engine"},
    )


SWAPPED, NOWHERE, FAR = (
    {"lat": 112.44, "lon": -7.47},
    {"lat": 0, "lon": 0},
    {"lat": -7.47, "lon": 400},
)
REFUSALS: dict[str, tuple[Scene, int, str]] = {
    "close a closed incident": (
        to_incident("close", prepare=closed, disposition="handled"),
        409,
        "incident.illegal_transition",
    ),
    "reopen an open incident": (
        to_incident("reopen", reason="x"),
        409,
        "incident.illegal_transition",
    ),
    "classify a closed incident": (
        to_incident("classify", prepare=closed, type="fire"),
        409,
        "incident.not_open",
    ),
    "locate a closed incident": (
        to_incident("locate", prepare=closed, location=deeds.HOUSE),
        409,
        "incident.not_open",
    ),
    "classify on an old picture": (
        to_incident("classify", type="fire", version=0),
        409,
        "conflict.stale_version",
    ),
    "locate on an old picture": (
        to_incident("locate", location=deeds.HOUSE, version=99),
        409,
        "conflict.stale_version",
    ),
    "classify as nothing known": (
        to_incident("classify", type="naga"),
        422,
        "incident.unknown_type",
    ),
    "locate with swapped axes": (to_incident("locate", location=SWAPPED), 422, "location.swapped"),
    "locate at 0,0": (to_incident("locate", location=NOWHERE), 422, "location.null_island"),
    "locate off the earth": (to_incident("locate", location=FAR), 422, "location.out_of_range"),
    "close tomorrow": (
        to_incident("close", disposition="handled", at="2026-11-23T04:00:00Z"),
        422,
        "time.future",
    ),
    "close with no zone": (
        to_incident("close", disposition="handled", at="2026-11-22T04:00:00"),
        422,
        "time.no_zone",
    ),
    "close in the year one": (
        to_incident("close", disposition="handled", at="0001-01-01T00:00:00Z"),
        422,
        "time.too_early",
    ),
    "close without saying how": (to_incident("close"), 422, "invalid.request"),
    "close as a call taker": (
        to_incident("close", who=Role.CALL_TAKER, disposition="handled"),
        403,
        "forbidden",
    ),
    "unmerge what is not merged": (to_incident("unmerge"), 409, "incident.not_merged"),
    "merge with itself": (merge_with_itself, 422, "incident.merge_with_itself"),
    "merge into a closed incident": (merge_into_a_closed_one, 409, "incident.not_open"),
    "open as nothing known": (to("/incidents", type="naga"), 422, "incident.unknown_type"),
    "open from no report": (
        to("/incidents", type="fire", report_id=UNKNOWN),
        404,
        "report.not_found",
    ),
    "open with an answer that has no zone": (
        to("/incidents", type="fire", answered_at="2026-11-22T04:00:00"),
        422,
        "time.no_zone",
    ),
    "look for no incident": (to(f"/incidents/{UNKNOWN}", method="GET"), 404, "incident.not_found"),
    "look at another agency's incident": (look_at_anothers_incident, 404, "incident.not_found"),
    "ask an unknown agency": (ask("naga"), 422, "agency.unknown"),
    "ask an agency out of service": (ask("polsek-magersari"), 409, "agency.inactive"),
    "ask for a closed incident": (ask(AGENCIES[0], closed), 409, "incident.not_open"),
    "ask the same agency twice": (ask_twice, 409, "task.exists"),
    "ask as an agency": (
        to("/tasks", who=AGENCIES[0], incident_id=UNKNOWN, agency_id=AGENCIES[0]),
        403,
        "forbidden",
    ),
    "acknowledge what was taken back": (
        to_task("acknowledge", prepare=cancelled),
        409,
        "task.illegal_transition",
    ),
    "acknowledge on an old picture": (
        to_task("acknowledge", version=7),
        409,
        "conflict.stale_version",
    ),
    "acknowledge for nobody": (
        to_task("acknowledge", who=Role.DISPATCHER),
        422,
        "task.by_required",
    ),
    "acknowledge another's order": (
        to_task("acknowledge", who="psc119-kota"),
        404,
        "task.not_found",
    ),
    "a step that is none": (
        to_task("progress", prepare=deeds.taken, state="assigned"),
        422,
        "task.not_a_step",
    ),
    "take back what is over": (
        to_task("cancel", who=Role.DISPATCHER, prepare=cancelled, reason="x"),
        409,
        "task.illegal_transition",
    ),
    "take back as the agency": (to_task("cancel", reason="x"), 403, "forbidden"),
    "send a unit of others": (send_another_agencys_unit, 409, "unit.other_agency"),
    "send a unit for what was taken back": (send_for_what_was_taken_back, 409, "task.not_accepted"),
    "send a unit to another's task": (send_to_anothers_task, 404, "task.not_found"),
    "stamp a milestone twice": (stamp_twice, 409, "unit.milestone_set"),
    "a callsign twice": (a_unit_with_a_known_callsign, 409, "unit.exists"),
    "a unit of an unknown agency": (
        to("/units", agency_id="naga", callsign="1", kind="x"),
        422,
        "agency.unknown",
    ),
    "a unit of another agency": (
        to("/units", who=AGENCIES[0], agency_id="damkar-kab", callsign="1", kind="x"),
        403,
        "forbidden",
    ),
    "discard what belongs to an incident": (
        discard_a_linked_report,
        409,
        "report.illegal_transition",
    ),
    "link to a closed incident": (link_to_a_closed_incident, 409, "incident.not_open"),
    "change no agency": (
        to("/agencies/naga", who=Role.ADMINISTRATOR, method="PATCH", active=False),
        404,
        "agency.unknown",
    ),
}


@pytest.mark.parametrize(("scene", "status", "code"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_has_its_code_and_changes_nothing(
    centre: Centre, scene: Scene, status: int, code: str
) -> None:
    who, method, path, body = await scene(centre)
    before = await centre.head()
    refused = await centre.ask(method, path, who=who, json=body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"
    assert await centre.head() == before
