"""The cyber patrol: one post or picture is one report, and two people stand behind it."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.access.subject import Role
from intake.channels.api.officer import Noted
from intake.channels.cyber_patrol.adapter import CyberPatrolAdapter
from intake.channels.cyber_patrol.address import normalised
from intake.channels.cyber_patrol.schemas import FindingIn
from intake.pipeline.items import Message, Unparsable
from tests.contract.channel_room import Room

PATH = "/channels/cyber_patrol/findings"
AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
FINDING: dict[str, Any] = FindingIn.model_config["json_schema_extra"]["example"]  # type: ignore[index,assignment]  # JSON
ONE, OTHER = "ab" * 32, "cd" * 32
POST = "https://facebook.com/groups/wargakota/posts/123"


def parse(body: Any, **more: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    noted = Noted(body=raw, received_at=AT, actor="person:1", name="Rina", new_key="baru", **more)
    [item] = CyberPatrolAdapter().parse(noted)
    return item


def test_the_example_of_the_document_is_read_whole() -> None:
    item = parse(FINDING)
    assert isinstance(item, Message)
    report = item.report
    assert report.flags == ()
    assert (report.received_at, report.opens) == (AT, False)
    assert report.occurred_at == datetime(2026, 12, 12, 8, 5, tzinfo=UTC)
    assert [file.external_ref for file in item.media] == [POST, f"sha256:{ONE}"]
    assert report.extra == {
        "platform": "facebook",
        "author_handle": "warga.meri",
        "vouched_by": "Rina, Kominfo",
        "recorded_by": "Rina",
        "source_url": FINDING["source_url"],
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.facebook.com/groups/wargakota/posts/123?fbclid=x",
        "http://m.facebook.com/groups/wargakota/posts/123/",
        "facebook.com/groups/wargakota/posts/123#komentar",
        "HTTPS://Facebook.COM:443//groups/wargakota/posts/123?utm_source=wa&mibextid=a",
        "  https://fb.com/groups/wargakota/\nposts/123 ",
    ],
)
def test_one_post_has_one_address(spelling: str) -> None:
    assert normalised(spelling) == POST


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("https://x.com/warga/status/1?s=20&t=abc", "https://x.com/warga/status/1"),
        ("https://twitter.com/warga/status/1", "https://x.com/warga/status/1"),
        ("https://youtube.com/watch?v=A1&t=30&si=z", "https://youtube.com/watch?t=30&v=A1"),
        ("https://tiktok.com/@Warga/video/9", "https://tiktok.com/@Warga/video/9"),
        ("https://situs.id:8443/a", "https://situs.id:8443/a"),
        ("javascript:alert(1)", None),
        ("ftp://situs.id/a", None),
        ("https://[", None),
        ("https://situs.id:99999/", None),
        ("kata orang", None),
        ("", None),
    ],
)
def test_what_tells_posts_apart_stays_and_what_is_no_address_is_none(
    said: str, found: str | None
) -> None:
    assert normalised(said) == found


@given(st.text(st.characters(codec=None), max_size=60))
@example("https://a.b/?\ud800=\ud800")
@example("https://a.b/" + "x" * 5_000)
def test_an_address_once_normalised_stays_as_it_is(said: str) -> None:
    found = normalised(said)
    assert found is None or len(found) <= 2_000


@pytest.mark.parametrize(
    ("members", "flag"),
    [
        ({}, "source_url.missing"),
        ({"source_url": "kata orang"}, "source_url.unreadable"),
        ({}, "screenshot.missing"),
        ({"screenshot": "abc"}, "screenshot.unreadable"),
        ({"screenshot": {"sha256": ONE[:-1]}}, "screenshot.unreadable"),
        ({}, "captured_at.missing"),
        ({"captured_at": "2026-12-12T10:00:00Z"}, "captured_at.future"),
        ({"found_by": "person:2"}, "found_by.not_theirs"),
        ({"open": True}, "open.not_theirs"),
    ],
)
def test_what_is_missing_or_wrong_is_flagged(members: dict[str, Any], flag: str) -> None:
    report = parse({"text": "tawuran", **members}).report
    assert flag in report.flags
    assert ("found_by" in report.extra, report.opens) == (False, False)


@pytest.mark.parametrize("said", [ONE, ONE.upper(), f"sha256:{ONE}", f"SHA-256={ONE}", f" {ONE} "])
@pytest.mark.parametrize("name", ["screenshot", "screenshot_sha256", "sha256"])
def test_one_picture_has_one_hash(name: str, said: str) -> None:
    [picture] = parse({name: said}).media
    assert picture.sha256 == ONE


NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**300)])
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec=None), max_size=12)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["sha256", "filename", "lat"]), inner, max_size=3)
    ),
    max_leaves=6,
)
MEMBERS = ("text", "source_url", "author_handle", "captured_at", "screenshot", "vouched_by")


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=6))
@example({"source_url": "https://[\ud800", "screenshot": float("inf"), "captured_at": 10**400})
def test_whatever_an_officer_sends_is_a_report(members: dict[str, Any]) -> None:
    assert isinstance(parse(members), Message)


@given(st.binary(max_size=120))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(parse(body), Message | Unparsable)


def finding(url: str, picture: str, text: str = "tawuran di dekat stasiun") -> dict[str, Any]:
    return {"source_url": url, "screenshot": {"sha256": picture}, "text": text}


async def test_the_same_post_or_picture_is_one_report(room: Room) -> None:
    officer, colleague = await room.desk(), await room.desk(Role.SUPERVISOR)
    sent = [
        (finding("https://www.facebook.com/a/1", ONE), officer),
        (finding("https://www.facebook.com/a/1", ONE), officer),
        (finding("https://m.facebook.com/a/1?fbclid=2", OTHER, "masih ramai"), colleague),
        (finding("https://x.com/b/2", OTHER, "dibagikan lagi"), officer),
        (finding("https://x.com/b/2?s=20", "ef" * 32, "lagi"), colleague),
        (finding("https://x.com/c/3", "12" * 32, "got mampet"), officer),
    ]
    answers = [await room.client.post(PATH, json=body, headers=who) for body, who in sent]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 2
    rows = await room.rows("SELECT text FROM report ORDER BY recorded_at, id")
    assert rows[0]["text"].splitlines() == [
        "tawuran di dekat stasiun",
        "masih ramai",
        "dibagikan lagi",
        "lagi",
    ]


async def test_two_who_find_one_picture_at_once_are_one_report(room: Room) -> None:
    officer = await room.desk()
    bodies = [finding(f"https://x.com/warga/status/{number}", ONE) for number in range(6)]
    answers = await asyncio.gather(
        *(room.client.post(PATH, json=body, headers=officer) for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len(await room.rows("SELECT id FROM report")) == 1


async def test_who_may_not_report_may_not_here(room: Room) -> None:
    assert (await room.client.post(PATH, json=FINDING)).status_code == 401
    assert (await room.post(PATH, FINDING, scope="sms")).status_code == 403
    assert (await room.post(PATH, FINDING, scope="cyber_patrol")).status_code == 201


async def test_a_finding_is_verified_whichever_door_it_comes_by(room: Room) -> None:
    body = {
        "channel": "cyber_patrol",
        "text": "kebakaran besar di Jl. Gajah Mada 151, ada orang terjebak",
        "open": True,
        "found_by": "person:0",
    }
    machine = await room.post("/reports", body, scope="cyber_patrol")
    person = await room.client.post("/reports", json=body, headers=await room.desk())
    answers = [machine.json(), person.json()]
    assert [answer["incident_id"] for answer in answers] == [None, None]
    assert all("finding.unverified" in answer["flags"] for answer in answers)
    rows = await room.rows("SELECT extra ->> 'found_by' AS by FROM report ORDER BY by")
    assert [row["by"].partition(":")[0] for row in rows] == ["person", "token"]
    assert "person:0" not in {row["by"] for row in rows}


async def test_what_nobody_can_read_is_kept_and_named(room: Room) -> None:
    answer = await room.client.post(PATH, content=b'{"text', headers=await room.desk())
    [kept] = await room.rows("SELECT id, problem FROM raw_message")
    assert (answer.status_code, answer.json()["kept"]) == (422, str(kept["id"]))
