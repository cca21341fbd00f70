"""Reports of other systems: what is wrong in one becomes a flag, never a refusal and never silence.

Each test sends something new, so one city serves them all.
"""

import itertools
import json
from typing import Any

import httpx
import pytest

from dispatch.access.subject import Role
from tests.support.centre import CHANNEL, Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEYS = itertools.count(1)
FIRE = "kebakaran di Jl. Gajah Mada 151"
PIN = (-7.4716, 112.4401)


async def post(centre: Centre, body: Any, **headers: str) -> httpx.Response:
    """Send a report, with a key of its own unless it has one."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await centre.ask("POST", "/reports", who=CHANNEL, content=content, headers=headers)


async def sent(centre: Centre, **members: Any) -> Any:
    """Send a report that must be taken; return it as the sender reads it."""
    body = {"channel": "website", "external_id": f"k-{next(KEYS)}", "text": FIRE} | members
    answer = await post(centre, body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def row(centre: Centre, report: Any) -> dict[str, Any]:
    [found] = await centre.rows("SELECT * FROM report WHERE id = $1", report["id"])
    return found


@pytest.mark.parametrize(
    ("members", "flag"),
    [
        ({"accuracy_m": -1}, "location.accuracy_unusable"),
        ({"accuracy_m": "dekat"}, "location.accuracy_unusable"),
        ({"accuracy": {"m": 5}}, "location.accuracy_unusable"),
        ({"location": {"lat": 0, "lon": 0}}, "location.null_island"),
        ({"location": {"lat": 112.4401, "lon": -7.4716}}, "location.swapped"),
        ({"location": {"lat": 95, "lon": 400}}, "location."),
        ({"location": {"lat": "NaN", "lon": 1}}, "location."),
        ({"occurred_at": "2099-01-01T00:00:00Z"}, "occurred_at.future"),
        ({"occurred_at": "2026-11-22T03:00:00"}, "occurred_at.no_zone"),
        ({"received_at": "besok"}, "received_at.unreadable"),
        ({"priority": 0}, "priority.out_of_range"),
        ({"priority": -3}, "priority.out_of_range"),
        ({"priority": "tinggi"}, "priority.unreadable"),
        ({"channel": "WEBSITE"}, "channel.spelling"),
        ({"channel": " Website "}, "channel.spelling"),
        ({"reporter": {"phone": "bukan nomor"}}, "reporter.phone_unreadable"),
        ({"reporter": {"phone": {"a": 1}}}, "reporter.phone.wrong_type"),
        ({"drill": "entahlah"}, "drill.unreadable"),
        ({"language": {"code": "id"}}, "language.wrong_type"),
        ({"unknown_member": {"deep": [1]}}, "extra.unknown_members"),
    ],
)
async def test_a_wrong_member_costs_only_itself(
    shared_centre: Centre, members: dict[str, Any], flag: str
) -> None:
    report = await sent(shared_centre, **members)
    stored = await row(shared_centre, report)
    assert [each for each in stored["flags"] if each.startswith(flag)] != []
    seen = await shared_centre.read(f"/reports/{report['id']}", who=Role.CALL_TAKER)
    assert seen["proposal"]["type"] == "fire"
    assert seen["places"][0]["name"] == "Jl. Gajah Mada 151"
    assert seen["channel"] == "website"


@pytest.mark.parametrize(
    "members",
    [
        {"location": {"latitude": PIN[0], "longitude": PIN[1]}},
        {"location": {"lat": PIN[0], "lng": PIN[1]}},
        {"location": {"lat": str(PIN[0]), "lon": str(PIN[1])}},
        {"location": {"type": "Point", "coordinates": [PIN[1], PIN[0]]}},
        {"location": {"type": "Feature", "geometry": {"coordinates": [PIN[1], PIN[0]]}}},
        {"location": [PIN[1], PIN[0]]},
        {"location": "-7.4716,112.4401"},
        {"location": "geo:-7.4716,112.4401;u=30"},
        {"location": {"coords": {"latitude": PIN[0], "longitude": PIN[1], "speed": None}}},
        {"location": {"lintang": PIN[0], "bujur": PIN[1]}},
        {"location": {"lat": "-7,4716", "lon": "112,4401"}},
        {"location": "https://maps.google.com/?q=-7.4716,112.4401"},
        {"lat": PIN[0], "lng": PIN[1]},
        {"lat": PIN[0], "long": PIN[1], "address_string": "dekat pasar"},
        {"latitude": "-7.4716", "longitude": "112.4401"},
        {"geometry": {"type": "Point", "coordinates": [PIN[1], PIN[0]]}},
        {"coordinates": [PIN[1], PIN[0]]},
        {"gps": "-7.4716, 112.4401"},
    ],
)
async def test_a_place_is_understood_however_it_is_written(
    shared_centre: Centre, members: dict[str, Any]
) -> None:
    report = await sent(shared_centre, text="tolong", **members)
    assert (report["location"]["lat"], report["location"]["lon"]) == PIN
    stored = await row(shared_centre, report)
    assert "extra.unknown_members" not in stored["flags"]


@pytest.mark.parametrize(
    ("said", "accuracy_m"), [(30, 30.0), ("12.5", 12.5), (-1, None), (1e300, None), ("dekat", None)]
)
@pytest.mark.parametrize("inside", [True, False])
async def test_the_circle_belongs_to_the_place_wherever_it_is_said(
    shared_centre: Centre, said: Any, accuracy_m: float | None, *, inside: bool
) -> None:
    place = {"lat": PIN[0], "lon": PIN[1]}
    circle = {"accuracy_m": said}
    members = {"location": place | circle} if inside else {"location": place, **circle}
    report = await sent(shared_centre, **members)
    assert report["location"]["accuracy_m"] == accuracy_m
    dropped = "location.accuracy_unusable" in (await row(shared_centre, report))["flags"]
    assert dropped == (accuracy_m is None)


@pytest.mark.parametrize(
    "member", ["location", "reporter", "type", "priority", "occurred_at", "address", "language"]
)
async def test_null_equals_absent(shared_centre: Centre, member: str) -> None:
    absent, null = await sent(shared_centre), await sent(shared_centre, **{member: None})
    kept = ("text", "address", "occurred_at", "location", "flags", "language")
    assert {name: null[name] for name in kept} == {name: absent[name] for name in kept}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'\xef\xbb\xbf{"channel":"website","text":"kebakaran %d"}', "application/json"),
        (b'{"channel":"website","text":"kebakaran %d"}', "application/json; charset=utf-8"),
        (b'{"channel":"website","text":"kebakaran %d"}', "application/json;charset=UTF-8"),
        (b'{"channel":"website","text":"kebakaran %d"}', "text/plain"),
        (b'{"channel":"website","text":"kebakaran %d"}', ""),
        (b'[{"channel":"website","text":"kebakaran %d"}]', "application/json"),
        (b"channel=website&text=kebakaran+%d", "application/x-www-form-urlencoded"),
        (b"channel=website&text=kebakaran+%d", "application/x-www-form-urlencoded; charset=utf-8"),
        (b'{"CHANNEL":"website","Text":"kebakaran %d"}', "application/json"),
        (b'{"channel":"website","pesan":"kebakaran %d"}', "application/json"),
        (b'{"channel":"website","description":"kebakaran %d"}', "application/json"),
        (b'{"channel":"website","weird":{"deep":"ada kebakaran %d"}}', "application/json"),
    ],
)
async def test_the_words_arrive_in_every_wrapping(
    shared_centre: Centre, body: bytes, content_type: str
) -> None:
    mark = next(KEYS) + 10_000
    answer = await post(shared_centre, body % mark, **{"Content-Type": content_type})
    assert answer.status_code == 201, answer.text
    assert f"kebakaran {mark}" in answer.json()["text"]
    assert answer.json()["channel"] == "website"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+6281300{}", "081300{}"),
        ("6281300{}", "0813-00{}"),
        ("+62 0813 00{}", "tel:+6281300{}"),
        ("81300{}", "(0813)00{}"),
        ("00 62 81300{}", "+62(0)81300{}"),
    ],
)
async def test_one_person_has_one_number_on_every_channel(
    shared_centre: Centre, one: str, other: str
) -> None:
    digits = f"{next(KEYS):06d}"
    rows = [
        await row(
            shared_centre, await sent(shared_centre, reporter={"phone": written.format(digits)})
        )
        for written in (one, other)
    ]
    assert {each["reporter_phone"] for each in rows} == {f"+6281300{digits}"}
    assert [each["phone_raw"] for each in rows] == [one.format(digits), other.format(digits)]


@pytest.mark.parametrize("short", ["112", "1500-046", "1708"])
async def test_a_short_code_stays_itself(shared_centre: Centre, short: str) -> None:
    stored = await row(shared_centre, await sent(shared_centre, reporter={"phone": short}))
    assert stored["reporter_phone"] == short


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"from": "+6281399{}"}, {"from": "081399{}"}),
        ({"sender": "081399{}"}, {"sender": "6281399{}"}),
        ({"msisdn": "6281399{}"}, {"phone": "+62 81399{}"}),
    ],
)
async def test_an_sms_that_comes_again_in_another_form_is_stored_once(
    shared_centre: Centre, one: dict[str, str], other: dict[str, str]
) -> None:
    mark = f"{next(KEYS):06d}"
    before = await shared_centre.value("SELECT count(*) FROM raw_message WHERE kind <> 'notice'")
    ids = []
    for who in (one, other):
        said = {name: number.format(mark) for name, number in who.items()}
        body = {"id": f"sms-{mark}", "text": f"tolong banjir {mark}", **said}
        answer = await shared_centre.ask("POST", "/channels/sms", who=CHANNEL, json=body)
        assert answer.status_code == 200, answer.text
        ids.append(answer.json())
    stored = await shared_centre.rows(
        "SELECT * FROM report WHERE text = $1", f"tolong banjir {mark}"
    )
    assert [each["reporter_phone"] for each in stored] == [f"+6281399{mark}"]
    after = await shared_centre.value(
        "SELECT count(*) FROM raw_message WHERE problem IS NOT NULL AND kind <> 'notice'"
    )
    assert after <= before + 1


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("KTP 3576011203850001 tolong", "KTP [NIK] tolong", "3576011203850001"),
        ("NIK: 35.76.01.120385.0001 ya", "[NIK]", "120385"),
        ("kebakaran RW 05 081234567890", "RW 05 [nomor telepon]", "081234567890"),
        ("RT 2 RW 3, 0812 3456 7890", "RT 2 RW 3, [nomor telepon]", "3456"),
        ("hub +62 812-3456-7890 segera", "[nomor telepon]", "3456"),
        ("jl gajah mada no 151 rt 05 rw 03", "no 151 rt 05 rw 03", "[nomor"),
        ("di -7.4716,112.4401 dekat km 12", "-7.4716,112.4401 dekat km 12", "[nomor"),
    ],
)
async def test_an_agency_reads_no_number_in_the_words(
    shared_centre: Centre, text: str, shown: str, hidden: str
) -> None:
    report = await sent(shared_centre, text=text)
    assert shown in report["text"]
    assert hidden not in report["text"]
    whole = await shared_centre.read(f"/reports/{report['id']}", who=Role.CALL_TAKER)
    assert whole["text"] == text


@pytest.mark.parametrize(
    "body", [b"", b"tolong kebakaran", b"[]", b"[1, 2]", b"7", b"null", b'{"text": "kebak']
)
async def test_what_is_no_report_is_kept_whole_and_shown(
    shared_centre: Centre, body: bytes
) -> None:
    refused = await post(shared_centre, body)
    assert (refused.status_code, refused.headers["content-type"]) == (
        422,
        "application/problem+json",
    )
    kept = await shared_centre.read(f"/raw-messages/{refused.json()['kept']}", who=Role.CALL_TAKER)
    assert (kept["body"], kept["settled_at"]) == (body.decode(), None)


async def test_a_used_key_with_other_content_much_later_is_new(shared_centre: Centre) -> None:
    key = f"reused-{next(KEYS)}"
    first = await sent(shared_centre, external_id=key)
    shared_centre.wait(40 * 24 * 3600)
    second = await sent(shared_centre, external_id=key, text="banjir di Kedundung")
    assert first["id"] != second["id"]
