"""Old picture + deltas == fresh picture, for every section.

Every action and every kind of viewer.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from dispatch.access.subject import Role
from dispatch.board.feed import FEED, MENDED
from tests.contract.board_actions import ACTIONS
from tests.contract.board_scenes import Action
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import Console, fresh, watch
from tests.support.frames import faults
from tests.support.wire import kinds_of_events

VIEWERS = (Role.DISPATCHER, "damkar-kota", "psc119-kota")
# Sections of which an agency may see something.
OF_AGENCIES = {"incidents", "units", "agencies", "gauges"}
_INVOLVED = """
SELECT 'incidents' AS section, incident_id::text AS key FROM task WHERE agency_id = $1
UNION SELECT 'units', id::text FROM unit WHERE agency_id = $1
"""


@pytest.fixture
async def consoles(centre: Centre) -> AsyncIterator[dict[str, Console]]:
    """A console of a dispatcher and of two agencies, open before anything happens."""
    async with (
        watch(centre, VIEWERS[0]) as desk,
        watch(centre, VIEWERS[1]) as one,
        watch(centre, VIEWERS[2]) as other,
    ):
        yield dict(zip(VIEWERS, (desk, one, other), strict=True))


async def keys_of(centre: Centre, agency_id: str) -> set[tuple[str, str]]:
    """Return the incidents and units that are the agency's business."""
    return {(row["section"], row["key"]) for row in await centre.rows(_INVOLVED, agency_id)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def old_consoles(shared_centre: Centre) -> AsyncIterator[dict[str, Console]]:
    """The same consoles on the city of this file: theirs is the picture of a whole night."""
    async with (
        watch(shared_centre, VIEWERS[0]) as desk,
        watch(shared_centre, VIEWERS[1]) as one,
        watch(shared_centre, VIEWERS[2]) as other,
    ):
        yield dict(zip(VIEWERS, (desk, one, other), strict=True))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("act", "fact"), ACTIONS.values(), ids=ACTIONS)
async def test_an_old_picture_with_its_deltas_is_the_fresh_picture(
    shared_centre: Centre, old_consoles: dict[str, Console], act: Action, fact: str
) -> None:
    doing = act(shared_centre)
    await anext(doing)
    for console in old_consoles.values():
        await console.sync()
    before = await shared_centre.head()
    assert [step async for step in doing] == []
    for viewer, console in old_consoles.items():
        picture = await console.sync()
        assert picture.sections == await fresh(shared_centre, viewer), viewer
    assert fact in await shared_centre.facts(before)


@pytest.mark.asyncio(loop_scope="module")
async def test_every_frame_of_that_night_keeps_to_its_schema(
    old_consoles: dict[str, Console],
) -> None:
    for viewer in VIEWERS[:2]:
        assert faults(old_consoles[viewer].frames) == [], viewer


def told(frames: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Return the section and the key of every item that came; a slow console gets snapshots too."""
    changes = [
        (change["section"], change["key"])
        for frame in frames
        for change in frame.get("changes", ())
    ]
    whole = [
        (section, entry["key"])
        for frame in frames
        if frame["type"] == "snapshot"
        for section, entries in frame["sections"].items()
        for entry in entries
    ]
    return {*changes, *whole}


@pytest.mark.parametrize("viewer", VIEWERS[1:])
async def test_an_agency_never_receives_anything_of_others(
    centre: Centre, consoles: dict[str, Console], viewer: str
) -> None:
    for act, _fact in ACTIONS.values():
        assert [step async for step in act(centre)] == [None]
    await consoles[viewer].sync()
    received = told(consoles[viewer].frames)
    of_interest = {one for one in received if one[0] in {"incidents", "units"}}
    assert of_interest == await keys_of(centre, viewer)
    assert {section for section, _ in received} <= OF_AGENCIES


# Facts of deliveries, reference data and corrections, which change no item of the board by
# themselves or are told by another.
NOT_ON_THE_BOARD = {
    "agency.channel_removed",
    "geo.layer_imported",
    "person.added",
    "person.disabled",
    "registry.loaded",
    "retention.erased",
    "retention.rule_set",
    "sla.corrected",
    "sla.retimed",
    "sla.voided",
    "sla.target_set",
    "task.delivery_failed",
    "token.added",
    "token.revoked",
}


async def test_every_fact_is_among_the_actions(centre: Centre) -> None:
    for act, _fact in ACTIONS.values():
        assert [step async for step in act(centre)] == [None]
    silent = {kind.type for kind in kinds_of_events()} - set(await centre.facts())
    assert silent - NOT_ON_THE_BOARD == set()


async def test_every_section_was_seen_to_change(
    centre: Centre, consoles: dict[str, Console]
) -> None:
    desk = consoles[Role.DISPATCHER]
    for act, _fact in ACTIONS.values():
        assert [step async for step in act(centre)] == [None]
    picture = await desk.sync()
    changed = {change["section"] for frame in desk.frames for change in frame.get("changes", [])}
    # Nothing that anybody does makes the engine stand still (tests/integration/test_leases.py).
    assert (
        changed
        == set(picture.sections) - {"standstills", "disturbances"}
        == {
            "incidents",
            "reports",
            "units",
            "agencies",
            "gauges",
            "call_backs",
            "attention",
            "undelivered",
            "alarms",
        }
    )


async def test_a_unit_s_position_reaches_the_board_without_a_fact(
    centre: Centre, consoles: dict[str, Console]
) -> None:
    # Positions are telemetry and stay out of the log: the section is read again each second, and
    # the sequence stays.
    unit = await deeds.unit(centre)
    for console in consoles.values():
        await console.sync()
    head = await centre.head()
    await centre.do(
        f"/units/{unit['id']}/position", who="damkar-kota", lat=-7.4722, lon=112.4338, accuracy_m=8
    )
    delta = await consoles["damkar-kota"].hear_until("delta")
    assert [(change["section"], change["key"]) for change in delta["changes"]] == [
        ("units", unit["id"])
    ]
    assert delta["seq"] == head
    assert consoles["damkar-kota"].picture.sections["units"][unit["id"]]["lat"] == -7.4722
    for viewer, console in consoles.items():
        assert (await console.sync()).sections == await fresh(centre, viewer)


async def test_what_went_past_the_log_is_found_and_counted(
    centre: Centre, consoles: dict[str, Console]
) -> None:
    incident = await deeds.incident(centre)
    desk = consoles[Role.DISPATCHER]
    await desk.sync()
    await centre.units.pool.execute(
        "UPDATE incident SET summary = 'diubah langsung' WHERE id = $1::uuid", incident["id"]
    )
    assert (await desk.sync()).sections != await fresh(centre, Role.DISPATCHER)
    before = MENDED.labels("incidents")._value.get()
    centre.its(FEED).doubt()
    await desk.hear_until("delta")
    assert desk.picture.sections == await fresh(centre, Role.DISPATCHER)
    assert MENDED.labels("incidents")._value.get() == before + 1


async def test_an_agency_does_not_read_what_others_said_of_a_shared_incident(
    centre: Centre, consoles: dict[str, Console]
) -> None:
    mine = await deeds.ordered(centre)
    other = await deeds.order(
        centre, mine["incident_id"], "psc119-kota", note="tekanan darah rendah"
    )
    await deeds.answer(centre, other, "acknowledge", by="Bidan Ratna")
    board = (await consoles["damkar-kota"].sync()).sections["incidents"][mine["incident_id"]]
    read = await centre.read(f"/incidents/{mine['incident_id']}", who="damkar-kota")
    listed = (await centre.read("/incidents", who="damkar-kota"))["items"][0]
    for incident in (board, read, listed):
        theirs = next(task for task in incident["tasks"] if task["agency_id"] == "psc119-kota")
        assert (theirs["note"], theirs["acknowledged_by"], theirs["state"]) == (
            "",
            None,
            "acknowledged",
        )
        assert {clock["agency_id"] for clock in incident["clocks"]} <= {None, "damkar-kota"}
    whole = (await consoles["psc119-kota"].sync()).sections["incidents"][mine["incident_id"]]
    assert (
        next(task for task in whole["tasks"] if task["agency_id"] == "psc119-kota")["note"]
        == "tekanan darah rendah"
    )
