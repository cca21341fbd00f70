"""Nothing that can be written in JSON costs a report, nor the reports beside it."""

import itertools
import json
from typing import Any

import pytest

from tests.support import deeds
from tests.support.centre import CHANNEL, Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(6281700000001)
DEPTHS = (50, 150, 300, 600, 1000)


def nested(depth: int, leaf: str) -> str:
    """Return JSON that lies `depth` objects and arrays deep."""
    return '{"a":[' * (depth // 2) + leaf + "]}" * (depth // 2)


STRANGE = [
    *(nested(depth, leaf) for depth in DEPTHS for leaf in ('"tolong"', '"\\u0000"')),
    "12345678901234567890123456789012345678901234567890",
    "-0.0",
    "1e400",
    '"\\ud800"',
    '"\\u202e\\u0000\\uffff"',
    '{"":{"":""}}',
    '["",null,true,[],{}]',
]


async def reports_of(centre: Centre, number: str) -> int:
    """Return how many reports somebody made."""
    found: int = await centre.value(
        "SELECT count(*) FROM report WHERE reporter_phone = $1", f"+{number}"
    )
    return found


def bodies(number: str, strange: str) -> dict[str, str]:
    """Return what each door is sent, with something strange in it."""
    sms = f'{{"id":"s-{number}","from":"{number}","text":"tolong","x":{strange}}}'
    call = f'{{"event":"call.offered","call_id":"c-{number}","ani":"{number}","x":{strange}}}'
    report = (
        f'{{"channel":"website","text":"tolong","reporter":{{"phone":"{number}"}},"x":{strange}}}'
    )
    return {
        "/channels/sms": sms,
        "/cti/events": call,
        "/reports": report,
        "/channels/sms many": f"[{sms}]",
        "/cti/events many": f"[{call}]",
    }


@pytest.mark.parametrize("strange", STRANGE, ids=[f"{each[:12]}~{len(each)}" for each in STRANGE])
@pytest.mark.parametrize("door", list(bodies("1", "1")))
async def test_a_strange_member_costs_no_report(
    shared_centre: Centre, door: str, strange: str
) -> None:
    number = str(next(NUMBERS))
    body = bodies(number, strange)[door].encode()
    answer = await shared_centre.ask("POST", door.split(maxsplit=1)[0], who=CHANNEL, content=body)
    taken = answer.is_success and await reports_of(shared_centre, number) == 1
    kept = answer.status_code == 422 and await shared_centre.value(
        "SELECT body FROM raw_message WHERE id = $1", answer.json().get("kept")
    )
    assert taken or kept == body, answer.text


@pytest.mark.parametrize("strange", STRANGE, ids=[f"{each[:12]}~{len(each)}" for each in STRANGE])
async def test_a_strange_message_of_whatsapp_costs_nobody_elses(
    shared_centre: Centre, strange: str
) -> None:
    good, odd = str(next(NUMBERS)), str(next(NUMBERS))
    whole = json.loads(
        deeds.whatsapp(shared_centre, {"type": "text", "text": {"body": "kebakaran"}}, number=good)
    )
    messages = whole["entry"][0]["changes"][0]["value"]["messages"]
    messages.append({"id": f"w-{odd}", "from": odd, "type": "text", "x": "STRANGE"})
    body = json.dumps(whole).replace('"STRANGE"', strange).encode()
    answer = await deeds.deliver_whatsapp(shared_centre, body)
    assert answer.status_code == 200, answer.text
    stored = [await reports_of(shared_centre, number) for number in (good, odd)]
    kept = await shared_centre.value("SELECT count(*) FROM raw_message WHERE body = $1", body)
    assert stored == [1, 1] or kept == 1


@pytest.mark.parametrize("strange", STRANGE, ids=[f"{each[:12]}~{len(each)}" for each in STRANGE])
@pytest.mark.parametrize("many", [False, True])
async def test_a_strange_member_costs_no_level(
    shared_centre: Centre, strange: str, *, many: bool
) -> None:
    at = shared_centre.clock.advance(seconds=60).isoformat()
    said = f'{{"level_cm":{next(NUMBERS) % 100},"ts":"{at}","x":{strange}}}'
    body = f"[{said}]" if many else said
    answer = await shared_centre.ask(
        "POST", f"/channels/flood/{deeds.GAUGE}", who=CHANNEL, content=body.encode()
    )
    assert (answer.status_code, "kept" in answer.json()) in {(200, False), (422, True)}


@pytest.mark.parametrize(
    "notice", [nested(300, '"x"'), nested(90, '"\\u0000"'), "7", '"x"', "[]", "null"]
)
async def test_a_strange_notice_is_kept(shared_centre: Centre, notice: str) -> None:
    body = (
        '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":'
        f'[{{"field":"account_update","value":{notice}}}]}}]}}'
    ).encode()
    before = await shared_centre.value("SELECT count(*) FROM raw_message")
    answer = await deeds.deliver_whatsapp(shared_centre, body)
    assert answer.status_code == 200, answer.text
    assert await shared_centre.value("SELECT count(*) FROM raw_message") == before + 1


@pytest.mark.parametrize(
    "part", ["²", "٣", "9" * 5000, -1, 1.5, None, True, [], {"a": 1}, "two", ""]
)
async def test_a_strange_part_of_a_long_sms_is_a_report(shared_centre: Centre, part: Any) -> None:
    number = str(next(NUMBERS))
    row = {
        "SenderNumber": number,
        "TextDecoded": "tolong banjir",
        "MessageID": number,
        "SequencePosition": part,
        "PartCount": part,
    }
    answer = await shared_centre.ask("POST", "/channels/sms", who=CHANNEL, json=[row])
    assert answer.status_code == 200, answer.text
    assert await reports_of(shared_centre, number) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/incidents"),
        ("POST", "/tasks"),
        ("POST", "/units"),
        ("PATCH", "/agencies/damkar-kota"),
        ("POST", "/sla/targets"),
    ],
)
@pytest.mark.parametrize("depth", [300, 3000, 30_000])
async def test_a_deep_body_is_a_problem_and_no_fault(
    shared_centre: Centre, method: str, path: str, depth: int
) -> None:
    answer = await shared_centre.ask(
        method,
        path,
        who="administrator",
        content=nested(depth, "1").encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in {403, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
