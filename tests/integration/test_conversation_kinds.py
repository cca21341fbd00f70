"""Which messages belong together: by sender, group, part and time, on every channel that converses.

Each test is another sender, so one city serves them all.
"""

import itertools
import json
from typing import Any

import pytest

from tests.support import deeds
from tests.support.centre import CHANNEL, Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(6281500000001)
WORDS = {"type": "text", "text": {"body": "tolong rumah kebakaran"}}
LINK = {"type": "text", "text": {"body": "https://maps.google.com/?q=-7.4716,112.4401"}}
LIVE = {"type": "live_location", "live_location": {"latitude": -7.4716, "longitude": 112.4401}}
PIN = {"type": "location", "location": {"latitude": -7.4716, "longitude": 112.4401}}


async def say(centre: Centre, message: dict[str, Any], number: str, *, wait_s: float = 5) -> None:
    centre.wait(wait_s)
    body = deeds.whatsapp(centre, message, number=number, name="Bu Sri")
    answer = await deeds.deliver_whatsapp(centre, body)
    assert answer.status_code == 200, answer.text


async def text(centre: Centre, number: str, *, wait_s: float = 5, **members: Any) -> None:
    centre.wait(wait_s)
    stamp = {"from": f"+{number}", "ts": centre.clock.now().isoformat()}
    answer = await centre.ask("POST", "/channels/sms", who=CHANNEL, json=stamp | members)
    assert answer.status_code == 200, answer.text


async def reports_of(centre: Centre, *numbers: str) -> list[dict[str, Any]]:
    return await centre.rows(
        "SELECT * FROM report WHERE reporter_phone = ANY($1) ORDER BY received_at",
        [f"+{number}" for number in numbers],
    )


@pytest.mark.parametrize("place", [LINK, LIVE, PIN], ids=["link", "live", "pin"])
@pytest.mark.parametrize("first", [True, False], ids=["place-first", "words-first"])
async def test_a_place_in_any_form_completes_the_words(
    shared_centre: Centre, place: dict[str, Any], *, first: bool
) -> None:
    number = str(next(NUMBERS))
    for message in (place, WORDS) if first else (WORDS, place):
        await say(shared_centre, message, number)
    [report] = await reports_of(shared_centre, number)
    assert [report["lat"], report["lon"]] == [-7.4716, 112.4401]
    assert report["location_method"] == "pin"
    assert "kebakaran" in report["text"]
    assert report["proposal"]["type"] == "fire"


async def test_two_people_of_one_group_are_two_and_each_goes_on_by_himself(
    shared_centre: Centre,
) -> None:
    one, other = str(next(NUMBERS)), str(next(NUMBERS))
    group = {"group_id": f"G{next(NUMBERS)}"}
    for number, message in ((one, WORDS), (other, WORDS), (one, PIN)):
        await say(shared_centre, message | group, number)
    first, second = await reports_of(shared_centre, one, other)
    assert (first["reporter_phone"], second["reporter_phone"]) == (f"+{one}", f"+{other}")
    assert (first["lat"], first["added_at"] is not None) == (-7.4716, True)
    assert second["added_at"] is None


@pytest.mark.parametrize(("wait_s", "count"), [(60, 1), (9 * 60, 1), (11 * 60, 2), (24 * 3600, 2)])
async def test_a_conversation_lasts_for_minutes(
    shared_centre: Centre, wait_s: float, count: int
) -> None:
    number = str(next(NUMBERS))
    await say(shared_centre, WORDS, number)
    await say(shared_centre, PIN, number, wait_s=wait_s)
    assert len(await reports_of(shared_centre, number)) == count


async def test_callers_whom_nobody_names_are_not_one(shared_centre: Centre) -> None:
    before = len(await shared_centre.rows("SELECT id FROM report"))
    calls = [{"id": f"wacid.{next(NUMBERS)}", "event": "connect"} for _ in range(2)]
    for call in calls:
        change = {"field": "calls", "value": {"calls": [call]}}
        whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
        answer = await deeds.deliver_whatsapp(shared_centre, json.dumps(whole).encode())
        assert answer.json()["stored"] == 1
    assert len(await shared_centre.rows("SELECT id FROM report")) == before + 2


async def test_parts_of_a_long_text_that_come_apart_are_one_report(shared_centre: Centre) -> None:
    number, key = str(next(NUMBERS)), str(next(NUMBERS))
    for place, words in enumerate(("tolong kebakaran di Jl. ", "Gajah Mada 151"), start=1):
        part: dict[str, Any] = {
            "MessageID": key,
            "SequencePosition": place,
            "PartCount": 2,
            "TextDecoded": words,
        }
        await text(shared_centre, number, **part)
    [report] = await reports_of(shared_centre, number)
    assert " ".join(report["text"].split()) == "tolong kebakaran di Jl. Gajah Mada 151"
    assert "sms.incomplete" in report["flags"]


@pytest.mark.parametrize(
    ("members", "flag", "opens"),
    [
        ({"text": "kebakaran di -7.4716, 112.4401"}, "location_from_text", True),
        ({"text": "kebakaran", "location": "-7.4716,112.4401"}, None, True),
        ({"text": "", "MediaUrl0": "https://x.test/a.jpg"}, "media.look", False),
        ({"message": "non-button message", "url": "https://x.test/a.jpg"}, "media.look", False),
    ],
)
async def test_a_text_message_of_any_gateway_is_a_report(
    shared_centre: Centre, members: dict[str, Any], flag: str | None, *, opens: bool
) -> None:
    number = str(next(NUMBERS))
    await text(shared_centre, number, id=str(next(NUMBERS)), **members)
    [report] = await reports_of(shared_centre, number)
    assert flag is None or flag in report["flags"]
    assert (report["lat"] == -7.4716) is opens
    assert bool(report["media"]) is not opens


async def test_a_number_in_another_spelling_goes_on_in_the_same_conversation(
    shared_centre: Centre,
) -> None:
    number = str(next(NUMBERS))
    local = f"0{number.removeprefix('62')}"
    await text(shared_centre, number, text="tolong kebakaran", id="1")
    again: dict[str, Any] = {"from": local, "text": "di pasar tanjung", "id": "2"}
    await text(shared_centre, number, **again)
    [report] = await reports_of(shared_centre, number)
    assert report["text"].splitlines() == ["tolong kebakaran", "di pasar tanjung"]
