"""The public form: what anybody writes becomes one report, whatever is odd about it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.channels.website.adapter import EMPTY, Sent, WebsiteAdapter
from intake.channels.website.page import WORDS, form_page, told_page
from intake.channels.website.ticket import new_ticket, own_ticket, ticket_from
from intake.pipeline.items import Ignored, Message, Unparsable
from intake.pipeline.neutral import NeutralReport
from tests.contract.channel_room import Room

PAGE, API = "http://112.test/lapor", "/channels/website/reports"
FORM = "application/x-www-form-urlencoded"
UNREADABLE = "website.unreadable"
AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
FIRE = "tolong kebakaran di Jl. Gajah Mada 151"
FIXTURES = Path(__file__).parents[2] / "intake/channels/website/fixtures/forms.json"
BUDGET = 30_000
HOSTILE = "\u202e</textarea><script>alert(1)</script>&\"'\u200b\U0001f525 {text} %s"


def parse(body: Any, content_type: str = "application/json", **more: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = Sent(body=raw, content_type=content_type, received_at=AT, new_key="k", **more)
    [item] = WebsiteAdapter().parse(sent, sender="channel:website")
    return item


def report_of(body: Any, **more: Any) -> NeutralReport:
    item = parse(body, **more)
    assert isinstance(item, Message)
    return item.report


def typed(**fields: str) -> bytes:
    return urlencode(fields).encode()


def test_the_fixtures_become_the_reports_beside_them() -> None:
    for case in json.loads(FIXTURES.read_text(encoding="utf-8")):
        report = report_of(case["sent"])
        said = {name: getattr(report, name) for name in case["report"] if name != "flags"}
        expected = {**case["report"]}
        assert list(report.flags) == expected.pop("flags"), case["what"]
        assert said == expected, case["what"]


def test_the_sample_of_the_standards(real_data: Path) -> None:
    sample = (real_data / "samples" / "website" / "constructed-form.json").read_bytes()
    item = parse(sample)
    report = item.report
    assert report.external_id == "2f1c5a9a-7c31-4d59-8f0e-8f5d6c6f0b10"
    assert report.text == "Air masuk rumah di Meri RT 02\n(banjir)"
    assert (report.lat, report.lon, report.accuracy_m) == (-7.4722, 112.4338, 25)
    assert report.address == "Meri gg 2"
    assert (report.reporter_name, report.reporter_phone) == ("Warga", "081234567890")
    assert (item.media[0].filename, item.media[0].kind) == ("a.jpg", "image")
    assert report.extra["class"] == "pengaduan"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("open", True),
        ("drill", True),
        ("priority", 1),
        ("received_at", "2020-01-01T00:00:00Z"),
        ("answered_at", "2026-12-12T08:00:00Z"),
    ],
)
def test_nobody_says_here_what_only_our_own_people_may(member: str, value: object) -> None:
    report = report_of({"text": FIRE, member: value})
    assert f"{member}.not_theirs" in report.flags
    assert (report.opens, report.drill, report.declared_priority) == (None, False, None)
    assert (report.received_at, report.answered_at) == (AT, None)


def test_a_type_is_no_declaration() -> None:
    assert report_of({"text": "halo", "type": "fire"}).declared_type is None


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"address": "Meri gg 2", "rt": "02", "rw": "5"}, "Meri gg 2, RT 02, RW 5"),
        ({"rt": "RT 02", "rw": ""}, "RT 02"),
        ({"location": {"text": "Meri gg 2", "kelurahan": "Meri"}}, "Meri gg 2"),
        ({"location": {"kelurahan": "Meri", "rt": 2}}, "RT 2, Kel. Meri"),
        ({"location": "Pasar Tanjung", "rw": 3}, "Pasar Tanjung, RW 3"),
        ({"alamat": "Pasar Tanjung"}, "Pasar Tanjung"),
    ],
)
def test_the_words_of_a_place_stand_together(fields: dict[str, Any], address: str) -> None:
    assert report_of({"text": FIRE, **fields}).address == address


@pytest.mark.parametrize(
    ("said", "lat", "flag"),
    [
        ({"lat": "-7.4722", "lon": "112.4338"}, -7.4722, None),
        ({"location": "-7.4722,112.4338"}, -7.4722, None),
        ({"location": {"type": "Point", "coordinates": [112.4338, -7.4722]}}, -7.4722, None),
        ({"lat": "0", "lon": "0"}, None, "location.null_island"),
        ({"lat": "abc", "lon": "112"}, None, "location.not_a_number"),
    ],
)
def test_a_pin_is_taken_or_flagged(said: dict[str, Any], lat: float | None, flag: object) -> None:
    report = report_of({"text": FIRE, **said})
    assert (report.lat, next(iter(report.flags), None)) == (lat, flag)


@pytest.mark.parametrize(
    ("ago", "flags", "waits"),
    [
        (timedelta(minutes=1), (), None),
        (timedelta(hours=1), ("message.late",), None),
        (timedelta(days=2), ("message.old",), False),
        (-timedelta(hours=1), ("submitted_at.future",), None),
    ],
)
def test_the_time_of_sending_is_kept_and_judged(
    ago: timedelta, flags: tuple[str, ...], waits: object
) -> None:
    report = report_of({"channel": "web", "text": FIRE, "submitted_at": (AT - ago).isoformat()})
    assert (report.flags, report.opens) == (flags, waits)
    assert report.occurred_at == (AT - ago if ago > timedelta(0) else None)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "tolong"},
        {"address": "Pasar Tanjung"},
        {"phone": "081234567890"},
        {"name": "Warga"},
        {"lat": "-7.47", "lon": "112.43"},
        {"attachments": ["a.jpg"]},
    ],
)
def test_whatever_somebody_says_is_a_report(fields: dict[str, Any]) -> None:
    assert isinstance(parse(fields), Message)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", UNREADABLE),
        (b"\xff\xfe\x00", UNREADABLE),
        (b"[1, 2]", UNREADABLE),
        (b"{}", EMPTY),
        (b'{"text": "  \\n"}', EMPTY),
        (b'{"is_anonymous": true, "captcha_token": "abc def"}', EMPTY),
    ],
)
def test_what_says_nothing_is_no_report(body: bytes, code: str) -> None:
    item = parse(body)
    assert isinstance(item, Unparsable | Ignored)
    assert item.code == code


NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**300), 2**64])
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec=None), max_size=12)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lat", "lon", "text", "rt", "filename"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
MEMBERS = (
    *("text", "location", "lat", "lon", "rt", "reporter", "attachments", "submitted_at", "type"),
    *("client_ref", "ticket", "is_secret", "consent_privacy", "category", "priority", "channel"),
)


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=6))
@example({"text": FIRE, "location": {"lat": float("inf"), "lon": 10**400}})
@example({"text": "\ud800\0", "submitted_at": float("nan"), "attachments": [[[]]]})
def test_no_member_of_any_kind_costs_the_report(members: dict[str, Any]) -> None:
    item = parse({**members, "name": "Warga"})
    assert isinstance(item, Message)


@given(st.binary(max_size=120), st.sampled_from(["", FORM, "application/json", "text/plain;x"]))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(parse(body, content_type=content_type), Message | Unparsable | Ignored)


@given(st.text(st.characters(codec=None), max_size=40))
def test_a_ticket_is_always_the_same_and_only_ours_is_taken(key: str) -> None:
    assert ticket_from(key) == ticket_from(key)
    assert own_ticket(ticket_from(key)) == ticket_from(key)
    assert own_ticket(key) in {None, key}
    assert own_ticket(new_ticket()) is not None


@pytest.mark.parametrize("language", WORDS)
def test_a_page_is_small_and_shows_what_was_typed_as_text(language: str) -> None:
    fields = {"text": HOSTILE, "name": HOSTILE, "phone": "0812", "anonymous": "1"}
    for page in (
        form_page(language, fields, trouble="full", status=503),
        form_page(language, {}),
        told_page(language, "received", HOSTILE, status=201),
    ):
        text = bytes(page.body).decode()
        assert len(page.body) <= BUDGET
        assert text.index("tel:112") < text.index("<main>")
        assert text.count("<script>") <= 1
        assert "</textarea><script>alert" not in text
        assert re.findall(r"\{\w+\}", text.replace("{text}", "")) == []


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["id"].keys() == WORDS["en"].keys()


def controls(html: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", html):
        name, kind = re.search(r'name="(\w+)"', tag), re.search(r'type="(\w+)"', tag)
        assert name is not None
        yield name[1], "" if kind is None else kind[1]


def test_every_field_has_a_label() -> None:
    html = bytes(form_page("id", {}).body).decode()
    labels = set(re.findall(r'<label for="(\w+)">', html))
    assert {name for name, kind in controls(html) if kind != "hidden"} == labels
    assert html.count("<h1") == 1


async def test_a_double_press_is_one_report_under_the_ticket_of_the_form(room: Room) -> None:
    form = (await room.client.get(PAGE)).text
    found = re.search(r'name="ticket" value="([\w-]+)"', form)
    assert found is not None
    fields = {"ticket": found[1], "text": FIRE, "phone": "081234567890", "rw": "3"}
    first = await room.client.post(PAGE, data=fields)
    again = await room.client.post(PAGE, data=fields)
    assert (first.status_code, again.status_code) == (201, 200)
    assert found[1] in first.text
    assert found[1] in again.text
    [row] = await room.rows("SELECT * FROM report")
    assert (row["external_id"], row["channel"]) == (found[1], "website")
    assert (row["reporter_phone"], row["received_at"]) == ("+6281234567890", room.clock.now())
    assert row["address"] == "RW 3"


async def test_a_form_that_is_corrected_goes_on_with_the_same_report(room: Room) -> None:
    fields = {"ticket": new_ticket(), "text": "ada asap"}
    await room.client.post(PAGE, data=fields)
    answer = await room.client.post(PAGE, data=fields | {"text": "kebakaran di Pasar Tanjung"})
    assert answer.status_code == 201
    assert fields["ticket"] in answer.text
    [row] = await room.rows("SELECT text FROM report")
    assert row["text"].splitlines() == ["ada asap", "kebakaran di Pasar Tanjung"]


async def test_an_address_that_is_corrected_is_not_taken_for_a_double_press(room: Room) -> None:
    fields = {"ticket": new_ticket(), "text": "ada asap", "address": "Meri gg 2"}
    await room.client.post(PAGE, data=fields)
    assert (await room.client.post(PAGE, data=fields | {"address": "Meri gg 3"})).status_code == 201
    parts = await room.rows("SELECT address FROM report_part ORDER BY place")
    assert [part["address"] for part in parts] == ["Meri gg 2", "Meri gg 3"]
    assert len(await room.rows("SELECT id FROM report")) == 1


async def test_nothing_written_keeps_what_was_typed_and_says_so(room: Room) -> None:
    ticket = new_ticket()
    answer = await room.client.post(f"{PAGE}?bahasa=en", data={"ticket": ticket, "text": " "})
    assert answer.status_code == 422
    assert WORDS["en"]["empty"] in answer.text
    assert ticket in answer.text
    assert (await room.client.post(API, json={})).json()["code"] == EMPTY
    assert await room.rows("SELECT id FROM report") == []


async def test_json_needs_no_account_and_is_stored_once(room: Room) -> None:
    body = {"client_ref": "2f1c5a9a", "text": FIRE, "is_anonymous": True}
    first, again = [await room.client.post(API, json=body) for _ in range(2)]
    assert (first.status_code, first.json()) == (
        201,
        {"state": "received", "ticket": "2f1c5a9a", "duplicate": False},
    )
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    keyed = {"Idempotency-Key": "kunci"}
    assert (await room.client.post(API, json={"text": FIRE}, headers=keyed)).json()[
        "ticket"
    ] == "kunci"
    [report] = await room.rows("SELECT anonymous FROM report WHERE external_id = '2f1c5a9a'")
    assert report["anonymous"]


async def test_another_site_and_too_long_are_taken_but_flagged(room: Room) -> None:
    other = {"Origin": "https://jahat.example"}
    await room.client.post(PAGE, data={"text": FIRE}, headers=other)
    long = typed(text=FIRE, name="x", address="y" * 2_200_000)
    answer = await room.client.post(PAGE, content=long, headers={"Content-Type": FORM})
    assert answer.status_code == 201
    rows = await room.rows("SELECT flags, state, text FROM report ORDER BY recorded_at, id")
    assert [row["state"] for row in rows] == ["triaged", "triaged"]
    assert any("website.other_site" in row["flags"] for row in rows)
    assert any("body.too_long" in row["flags"] for row in rows)


async def test_what_nobody_can_read_is_kept_once_for_a_person(room: Room) -> None:
    for _ in range(2):
        answer = await room.client.post(API, content=b'{"text": "tol')
        assert (answer.status_code, answer.json()["state"]) == (201, "kept")
    [kept] = await room.rows("SELECT channel, problem, state FROM raw_message")
    assert tuple(kept.values()) == ("website", UNREADABLE, "needs_person")


async def test_the_page_obeys_its_own_policy(room: Room) -> None:
    answer = await room.client.get(f"{PAGE}?bahasa=en")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["content-language"] == "en"
    assert answer.headers["cache-control"] == "no-store"
