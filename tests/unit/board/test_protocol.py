import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.subject import NOTHING, Resource, Role, Subject
from dispatch.board import protocol
from dispatch.board.hub import Connection, Hub
from dispatch.board.section import Item
from dispatch.board.sections.incidents import IncidentsSection
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import Invalid, TanggapError

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DISPATCHER = Subject(kind="person", id="1", name="Pengendali", role=Role.DISPATCHER)
DAMKAR = Subject(kind="person", id="2", name="Petugas", role=Role.AGENCY, agency_id="damkar-kota")


def hub_with(*connections: Connection) -> Hub:
    hub = Hub([IncidentsSection()], ManualClock(NOW))
    for connection in connections:
        hub.join(connection)
    return hub


def frames(connection: Connection) -> list[dict[str, object]]:
    return [json.loads(connection.queue.get_nowait()) for _ in range(connection.queue.qsize())]


def item(key: str, *agencies: str, gone: bool = False) -> Item:
    return Item(key, {"id": key}, Resource(agency_ids=frozenset(agencies)), gone=gone)


def test_commands_are_read() -> None:
    assert protocol.parse('{"type":"subscribe","id":1,"after":7,"sections":["incidents"]}') == protocol.Subscribe(
        1, 7, frozenset({"incidents"})
    )
    assert protocol.parse('{"type":"subscribe"}') == protocol.Subscribe(None, None, None)
    assert protocol.parse('{"type":"snapshot","id":2}') == protocol.Again(2)
    assert protocol.parse('{"type":"pong"}') == protocol.Pong()


@given(
    st.text()
    | st.binary().map(repr)
    | st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_nonsense_is_refused_with_a_code(text: str) -> None:
    with pytest.raises(Invalid, match=r"frame\."):
        protocol.parse(text)


def test_a_refusal_looks_like_the_problem_over_http() -> None:
    frame = json.loads(protocol.error(TanggapError("frame.malformed", "x\ud800"), 3, "id"))
    assert frame["type"] == "error"
    assert (frame["id"], frame["code"]) == (3, "frame.malformed")


def test_each_viewer_gets_what_it_may_see() -> None:
    desk, agency = Connection(DISPATCHER), Connection(DAMKAR)
    section = IncidentsSection()
    hub_with(desk, agency).publish(5, [(section, item("a", "damkar-kota")), (section, item("b", "psc119-kota"))])
    assert [change["key"] for frame in frames(desk) for change in frame["changes"]] == ["a", "b"]  # type: ignore[attr-defined]
    assert [change["key"] for frame in frames(agency) for change in frame["changes"]] == ["a"]  # type: ignore[attr-defined]


def test_what_is_gone_is_sent_as_null() -> None:
    desk = Connection(DISPATCHER)
    hub_with(desk).publish(5, [(IncidentsSection(), item("a", gone=True))])
    assert frames(desk)[0]["changes"] == [{"section": "incidents", "key": "a", "item": None}]


def test_deltas_that_arrive_while_the_snapshot_is_read_follow_it() -> None:
    desk = Connection(DISPATCHER)
    hub = hub_with(desk)
    desk.hold()
    hub.publish(5, [(IncidentsSection(), item("old"))])
    hub.publish(7, [(IncidentsSection(), item("new"))])
    desk.release(protocol.snapshot(6, NOW, {"incidents": [item("old")]}), 6)
    assert [(frame["type"], frame["seq"]) for frame in frames(desk)] == [("snapshot", 6), ("delta", 7)]


def test_a_slow_connection_is_cut_and_the_others_are_not() -> None:
    slow, quick = Connection(DISPATCHER), Connection(DISPATCHER)
    hub = hub_with(slow, quick)
    for seq in range(1, 400):
        hub.publish(seq, [(IncidentsSection(), item("a"))])
        frames(quick)
    assert slow.cut.is_set()
    assert not quick.cut.is_set()


def test_a_connection_receives_only_the_sections_it_asked_for() -> None:
    desk = Connection(DISPATCHER, sections=frozenset({"reports"}))
    hub_with(desk).publish(5, [(IncidentsSection(), item("a"))])
    assert frames(desk) == []
    assert NOTHING.agency_ids == frozenset()
