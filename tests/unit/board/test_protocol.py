import asyncio
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.subject import Resource, Role, Subject
from dispatch.board import protocol
from dispatch.board.frames import KEYLESS, NEWEST, Again, Pong, Subscribe
from dispatch.board.hub import Connection, Hub
from dispatch.board.incidents_section import IncidentsSection
from dispatch.board.picture import Picture
from dispatch.board.section import Item
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import Invalid, TanggapError, Unavailable
from tests.support.things import Thing

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DISPATCHER = Subject(kind="person", id="1", name="Pengendali", role=Role.DISPATCHER)
DAMKAR = Subject(kind="person", id="2", name="Petugas", role=Role.AGENCY, agency_id="damkar-kota")


SECTION = IncidentsSection()


def hub_with(*connections: Connection) -> tuple[Hub, Picture]:
    """A hub with an empty picture that all `connections` have been given."""
    hub = Hub([SECTION], ManualClock(NOW))
    picture = Picture(0)
    hub.show(picture)
    for connection in connections:
        hub.join(connection)
        connection.live = True
    return hub, picture


def frames(connection: Connection) -> list[dict[str, object]]:
    return [json.loads(connection.queue.get_nowait()) for _ in range(connection.queue.qsize())]


def item(key: str, *agencies: str, gone: bool = False, **body: object) -> Item[Thing]:
    return Item(key, Thing.of(id=key, **body), Resource(agency_ids=frozenset(agencies)), gone=gone)


def test_commands_are_read() -> None:
    assert protocol.parse(
        '{"type":"subscribe","id":1,"after":7,"sections":["incidents"]}'
    ) == Subscribe(id=1, after=7, sections=["incidents"])
    assert protocol.parse('{"type":"subscribe"}') == Subscribe()
    assert protocol.parse('{"type":"snapshot","id":2}') == Again(id=2)
    assert protocol.parse('{"type":"pong"}') == Pong()


@given(
    st.text()
    | st.binary().map(repr)
    | st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)
    ).map(json.dumps)
)
def test_nonsense_is_refused_with_a_code(text: str) -> None:
    with pytest.raises(Invalid, match=r"frame\."):
        protocol.parse(text)


def test_a_refusal_looks_like_the_problem_over_http() -> None:
    frame = json.loads(protocol.error(TanggapError("frame.unknown_type", frame="x\ud800"), 3, "id"))
    assert frame["type"] == "error"
    assert (frame["id"], frame["code"]) == (3, "frame.unknown_type")


def test_each_viewer_gets_what_it_may_see() -> None:
    desk, agency = Connection(DISPATCHER), Connection(DAMKAR)
    hub, picture = hub_with(desk, agency)
    hub.publish(
        picture.apply(5, [(SECTION, item("a", "damkar-kota")), (SECTION, item("b", "psc119-kota"))])
    )
    assert [change["key"] for frame in frames(desk) for change in frame["changes"]] == ["a", "b"]  # type: ignore[attr-defined]
    assert [change["key"] for frame in frames(agency) for change in frame["changes"]] == ["a"]  # type: ignore[attr-defined]


def test_what_is_gone_is_sent_as_null() -> None:
    desk = Connection(DISPATCHER)
    hub, picture = hub_with(desk)
    picture.apply(4, [(SECTION, item("a"))])
    hub.publish(picture.apply(5, [(SECTION, item("a", gone=True))]))
    assert frames(desk)[0]["changes"] == [{"section": "incidents", "key": "a", "item": None}]


def test_what_did_not_change_is_not_sent() -> None:
    desk = Connection(DISPATCHER)
    hub, picture = hub_with(desk)
    hub.publish(picture.apply(4, [(SECTION, item("a"))]))
    hub.publish(picture.apply(5, [(SECTION, item("a"))]))
    assert [frame["seq"] for frame in frames(desk)] == [4]
    assert hub.seq == 5


async def test_deltas_follow_the_snapshot_that_a_connection_was_given() -> None:
    desk = Connection(DISPATCHER)
    hub, picture = hub_with()
    picture.apply(6, [(SECTION, item("old", note="kata \u201ckobong\u201d \U0001f525"))])
    await hub.give(desk, 1, None)
    hub.publish(picture.apply(7, [(SECTION, item("new"))]))
    result, snapshot, delta = frames(desk)
    assert (result["resumed"], snapshot["seq"], delta["seq"]) == (False, 6, 7)
    assert snapshot["sections"] == {
        "incidents": [
            {"key": "old", "item": {"id": "old", "note": "kata \u201ckobong\u201d \U0001f525"}}
        ]
    }


async def test_a_console_of_before_the_upgrade_is_given_items_without_their_key() -> None:
    old, new = Connection(DISPATCHER, protocol=KEYLESS), Connection(DISPATCHER, protocol=NEWEST)
    hub, picture = hub_with()
    picture.apply(6, [(SECTION, item("a"))])
    for connection in (old, new):
        await hub.give(connection, 1, None)
    assert frames(old)[1]["sections"] == {"incidents": [{"id": "a"}]}
    assert frames(new)[1]["sections"] == {"incidents": [{"key": "a", "item": {"id": "a"}}]}
    hub.publish(picture.apply(7, [(SECTION, item("b"))]))
    assert frames(old) == frames(new)


async def test_who_comes_before_there_is_a_picture_waits_for_it() -> None:
    desk = Connection(DISPATCHER)
    hub = Hub([SECTION], ManualClock(NOW))
    giving = asyncio.create_task(hub.give(desk, 1, None))
    await asyncio.sleep(0)
    assert hub.watched
    assert frames(desk) == []
    hub.show(Picture(3))
    await giving
    assert [frame["type"] for frame in frames(desk)] == ["result", "snapshot"]


async def test_who_waits_for_a_picture_that_nobody_makes_any_more_is_refused_at_once() -> None:
    hub = Hub([SECTION], ManualClock(NOW))
    desk = Connection(DISPATCHER)
    giving = asyncio.create_task(hub.give(desk, 1, None))
    await asyncio.sleep(0)
    hub.interrupt()
    with pytest.raises(Unavailable):
        await giving
    assert frames(desk) == []
    hub.show(Picture(3))
    await hub.give(desk, 2, None)
    assert [frame["type"] for frame in frames(desk)] == ["result", "snapshot"]


async def test_one_snapshot_is_made_for_many_of_one_audience() -> None:
    hub, picture = hub_with()
    picture.apply(6, [(SECTION, item("a", "damkar-kota")), (SECTION, item("b"))])
    desks = [Connection(DISPATCHER) for _ in range(3)]
    agency = Connection(DAMKAR)
    for connection in (*desks, agency):
        await hub.give(connection, None, None)
    seen = [
        [entry["key"] for entry in frames(connection)[1]["sections"]["incidents"]]  # type: ignore[index]
        for connection in (*desks, agency)
    ]
    assert seen == [["a", "b"], ["a", "b"], ["a", "b"], ["a"]]
    assert len(hub._snapshots) == 2


def test_a_slow_connection_is_cut_and_the_others_are_not() -> None:
    slow, quick = Connection(DISPATCHER), Connection(DISPATCHER)
    hub, picture = hub_with(slow, quick)
    for seq in range(1, 400):
        hub.publish(picture.apply(seq, [(SECTION, item("a", step=seq))]))
        frames(quick)
    assert slow.cut.is_set()
    assert not quick.cut.is_set()


def test_a_connection_receives_only_the_sections_it_asked_for() -> None:
    desk = Connection(DISPATCHER, sections=frozenset({"reports"}))
    hub, picture = hub_with(desk)
    hub.publish(picture.apply(5, [(SECTION, item("a"))]))
    assert frames(desk) == []
