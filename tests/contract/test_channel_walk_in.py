"""The counter: what an officer writes down for a visitor is one report a visit."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.access.subject import Role
from intake.channels.api.officer import Noted
from intake.channels.walk_in.adapter import WalkInAdapter
from intake.channels.walk_in.schemas import VisitIn
from intake.pipeline.items import Message, Unparsable
from intake.pipeline.neutral import NeutralReport
from tests.contract.channel_room import Room

PATH = "/channels/walk_in/reports"
AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
NIK = "3576011203900001"
VISIT: dict[str, Any] = VisitIn.model_config["json_schema_extra"]["example"]  # type: ignore[index,assignment]  # JSON
ADAPTER = WalkInAdapter(ZoneInfo("Asia/Jakarta"))


def parse(body: Any, key: str | None = None) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    noted = Noted(body=raw, received_at=AT, actor="person:1", name="Rina", key=key, new_key="baru")
    [item] = ADAPTER.parse(noted)
    return item


def report_of(body: Any, key: str | None = None) -> NeutralReport:
    item = parse(body, key)
    assert isinstance(item, Message)
    return item.report


def test_the_example_of_the_document_is_read_whole() -> None:
    report = report_of(VISIT)
    assert report.flags == ()
    assert report.external_id == "2026-12-12 A-017"
    assert (report.reporter_name, report.reporter_phone) == ("Sutini", "081234567890")
    assert report.address == "Meri gang 2, RT 02, RW 05"
    assert report.received_at == datetime(2026, 12, 12, 8, 5, tzinfo=UTC)
    assert report.extra == {
        "queue_number": "A-017",
        "office": "MPP Gajah Mada",
        "on_behalf_of": "Mbah Karso, tetangga",
        "recorded_by": "Rina",
        "identity_seen": "KTP",
    }


@pytest.mark.parametrize(
    "said",
    [
        {"identity": {"kind": "KTP", "seen": True, "number": NIK}},
        {"identity": NIK},
        {"nik": int(NIK)},
        {"No. KTP": NIK},
        {"identity_number": NIK},
        {"reporter": {"name": "Sutini", "nik": NIK}},
        {"on_behalf_of": {"name": "Mbah Karso", "no_kk": [NIK]}},
        {"lain": [{"id_number": NIK}]},
    ],
)
def test_the_number_of_a_card_is_stored_nowhere(said: dict[str, Any]) -> None:
    report = report_of({"text": "tiang miring", **said})
    assert "identity.not_kept" in report.flags
    assert NIK not in repr(report)
    assert NIK.encode() not in (report.raw or b"")


@pytest.mark.parametrize("name", ["klinik", "teknik", "simpang", "unik", "kka"])
def test_a_name_that_only_sounds_like_a_card_is_kept(name: str) -> None:
    report = report_of({"text": "tiang miring", name: "Sehat"})
    assert report.extra[name] == "Sehat"


@pytest.mark.parametrize(
    ("members", "key", "expected"),
    [
        ({"queue_number": "A-017"}, None, "2026-12-12 A-017"),
        ({"queue_number": 17, "came_at": "2026-12-11T17:30:00Z"}, None, "2026-12-12 17"),
        ({"queue_number": "A-017", "client_ref": "r-1"}, None, "r-1"),
        ({"queue_number": "A-017"}, "kunci", "kunci"),
        ({}, None, "baru"),
    ],
)
def test_a_visit_has_one_key(members: dict[str, Any], key: str | None, expected: str) -> None:
    assert report_of({"text": "tiang miring", **members}, key).external_id == expected


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("2026-12-12T09:10:00Z", "came_at.future"),
        ("kemarin", "came_at.unreadable"),
        ("2026-12-12 08:00:00", "came_at.no_zone"),
    ],
)
def test_a_time_that_cannot_be_gives_way_to_the_arrival(said: str, flag: str) -> None:
    report = report_of({"text": "tiang miring", "came_at": said})
    assert (report.received_at, flag in report.flags) == (AT, True)


def test_an_officer_cannot_sign_for_another() -> None:
    report = report_of({"text": "tiang miring", "officer_id": "Budi"})
    assert "officer_id.not_theirs" in report.flags
    assert report.extra["recorded_by"] == "Rina"


NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**300)])
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec=None), max_size=12)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "seen", "name", "nik"]), inner, max_size=3)
    ),
    max_leaves=6,
)
MEMBERS = ("text", "queue_number", "came_at", "identity", "on_behalf_of", "reporter", "location")


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=6))
@example({"queue_number": float("inf"), "identity": {"seen": 10**400}})
def test_whatever_an_officer_sends_is_a_report(members: dict[str, Any]) -> None:
    assert isinstance(parse(members), Message)


@given(st.binary(max_size=120))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(parse(body), Message | Unparsable)


async def test_a_visit_is_stored_once_and_is_of_the_officer(room: Room) -> None:
    officer = await room.desk()
    first = await room.client.post(PATH, json=VISIT, headers=officer)
    again = await room.client.post(PATH, json=VISIT, headers=officer)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["duplicate"]
    assert first.json()["reporter"]["phone"] == "+6281234567890"
    [row] = await room.rows(
        "SELECT r.channel, r.received_at, r.answered_at, m.sender LIKE 'person:%' AS is_of_a_person"
        " FROM report r JOIN raw_message m ON m.id = r.raw_id"
    )
    came = datetime(2026, 12, 12, 8, 5, tzinfo=UTC)
    assert tuple(row.values()) == ("walk_in", came, None, True)


async def test_two_matters_of_one_visitor_are_two_reports(room: Room) -> None:
    officer = await room.desk(Role.SUPERVISOR)
    for text in ("tiang miring", "got mampet"):
        await room.client.post(PATH, json=VISIT | {"text": text}, headers=officer)
    rows = await room.rows("SELECT text, flags FROM report ORDER BY recorded_at, id")
    assert sorted(row["text"] for row in rows) == ["got mampet", "tiang miring"]
    assert sum("key.reused" in row["flags"] for row in rows) == 1


async def test_who_may_not_report_may_not_here(room: Room) -> None:
    assert (await room.client.post(PATH, json=VISIT)).status_code == 401
    assert (await room.post(PATH, VISIT, scope="sms")).status_code == 403
    assert (await room.post(PATH, VISIT, scope="walk_in")).status_code == 201


async def test_what_nobody_can_read_is_kept_and_named(room: Room) -> None:
    answer = await room.client.post(PATH, content=b'{"text', headers=await room.desk())
    [kept] = await room.rows("SELECT id, problem FROM raw_message")
    assert (answer.status_code, answer.json()["kept"]) == (422, str(kept["id"]))
    assert kept["problem"] == "walk_in.unreadable"
