"""Whatever WhatsApp delivers becomes a report, a notice or a call back: nothing is lost on the way.

Each test is another sender, so one city serves them all.
"""

import itertools
import json
from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(6281400000001)
NOT_SHOWN = [{"code": 131051, "title": "Message type unknown"}]


async def deliver(centre: Centre, message: dict[str, Any], number: str = "") -> dict[str, Any]:
    """Deliver a message of somebody new; return the row that it became."""
    number = number or str(next(NUMBERS))
    centre.wait(1)
    answer = await deeds.deliver_whatsapp(
        centre, deeds.whatsapp(centre, message, number=number, name="Bu Sri")
    )
    assert answer.status_code == 200, answer.text
    [row] = await centre.rows("SELECT * FROM report WHERE reporter_phone = $1", f"+{number}")
    return row


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "ephemeral", "errors": NOT_SHOWN}, ""),
        (
            {
                "type": "ephemeral",
                "errors": NOT_SHOWN,
                "text": {"body": "tolong rumah saya kebakaran"},
            },
            "tolong rumah saya kebakaran",
        ),
        ({"type": "unsupported", "errors": NOT_SHOWN, "unsupported": {"type": "poll"}}, ""),
        ({"type": "ephemeral", "text": "tolong banjir di sini"}, "tolong banjir di sini"),
        (
            {"type": "poll_creation", "poll": {"name": "ada kebakaran di pasar"}},
            "ada kebakaran di pasar",
        ),
        (
            {"type": "live_location", "live_location": {"caption": "saya kejebak banjir"}},
            "saya kejebak banjir",
        ),
        (
            {"type": "view_once", "view_once": {"image": {"caption": "lihat ini pak kebakaran"}}},
            "lihat ini pak kebakaran",
        ),
        ({"type": "text", "text": None, "body": "tolong ada maling"}, "tolong ada maling"),
        ({"type": None, "text": {"body": "tolong orang pingsan"}}, "tolong orang pingsan"),
        ({"type": "interactive", "interactive": {"type": "button_reply"}}, ""),
    ],
)
async def test_a_kind_that_nobody_knows_is_a_report_with_its_words(
    shared_centre: Centre, message: dict[str, Any], words: str
) -> None:
    report = await deliver(shared_centre, message)
    assert words in report["text"]
    assert (report["channel"], report["state"] in {"received", "triaged", "linked"}) == (
        "whatsapp",
        True,
    )


@pytest.mark.parametrize(
    ("answers", "words", "address"),
    [
        (
            '{"screen_0_Jenis_0":"Kebakaran","screen_0_Lokasi_1":"Jl. Gajah Mada 151"}',
            ["Kebakaran", "Jl. Gajah Mada 151"],
            "Jl. Gajah Mada 151",
        ),
        (
            '{"screen_0_Jenis_0":"0_Banjir","screen_1_Alamat_0":"Jl. Majapahit 12"}',
            ["Banjir", "Jl. Majapahit 12"],
            "Jl. Majapahit 12",
        ),
        ({"jenis": "kecelakaan", "lokasi": "Simpang Sekar Sari"}, ["kecelakaan"], "Simpang Sekar"),
        ('{"flow_token":"x","screen_0_Korban_0":["0_Dewasa","1_Anak"]}', ["Dewasa, Anak"], None),
        ('{"screen_0_Terluka_0":true}', ["Terluka: ya"], None),
        ("kebakaran bukan json", ["kebakaran bukan json"], None),
    ],
)
async def test_the_answers_of_a_form_are_the_words(
    shared_centre: Centre, answers: Any, words: list[str], address: str | None
) -> None:
    reply = {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": answers}}
    report = await deliver(shared_centre, {"type": "interactive", "interactive": reply})
    assert [word for word in words if word not in report["text"]] == []
    assert (report["address"] or "").startswith(address or "")
    assert "Sent" not in report["text"]


async def test_a_form_about_a_fire_is_a_fire_at_that_address(shared_centre: Centre) -> None:
    raw = '{"screen_0_Jenis_0":"Kebakaran","screen_0_Lokasi_1":"Jl. Gajah Mada 151"}'
    reply = {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": raw}}
    report = await deliver(shared_centre, {"type": "interactive", "interactive": reply})
    seen = await shared_centre.read(f"/reports/{report['id']}", who=Role.CALL_TAKER)
    assert seen["proposal"]["type"] == "fire"
    assert seen["places"][0]["name"].startswith("Jl. Gajah Mada 151")


@pytest.mark.parametrize(
    ("message", "shown", "ask", "kind"),
    [
        ({"type": "audio", "audio": {"id": "A1", "voice": True}}, "suara", "media.listen", "voice"),
        ({"type": "audio", "audio": {"id": "A2"}}, "suara", "media.listen", "audio"),
        ({"type": "image", "image": {"id": "I1"}}, "foto", "media.look", "image"),
        ({"type": "video", "video": {"id": "V1"}}, "video", "media.look", "video"),
        ({"type": "document", "document": {"id": "D1"}}, "dokumen", "media.look", "document"),
        ({"type": "sticker", "sticker": {"id": "S1"}}, "stiker", "media.look", "sticker"),
    ],
)
async def test_what_must_be_heard_or_seen_says_so(
    shared_centre: Centre, message: dict[str, Any], shown: str, ask: str, kind: str
) -> None:
    report = await deliver(shared_centre, message)
    assert shown in report["text"]
    assert ask in report["flags"]
    [media] = report["media"]
    assert (media["kind"], media["ref"]) == (kind, message[kind.replace("voice", "audio")]["id"])


@pytest.mark.parametrize("kind", ["image", "video", "document"])
async def test_words_under_a_picture_are_the_words(shared_centre: Centre, kind: str) -> None:
    report = await deliver(
        shared_centre, {"type": kind, kind: {"id": "M1", "caption": "kebakaran di pasar tanjung"}}
    )
    assert report["text"] == "kebakaran di pasar tanjung"
    assert not {"media.look", "media.listen"} & set(report["flags"])
    assert report["media"][0]["ref"] == "M1"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}, "account_update"),
        ({"event": "PARTNER_REMOVED"}, "account_update"),
        ({"event": "ACCOUNT_RESTRICTION", "restriction_info": []}, "account_update"),
        ({"event": "FLAGGED", "current_limit": "TIER_1K"}, "phone_number_quality_update"),
        ({"decision": "REJECTED"}, "account_review_update"),
        ({"alert_type": "OBA_APPROVED"}, "account_alerts"),
        ({"event": "PIN_CHANGED"}, "security"),
        ({"max_daily_conversation_per_phone": 50}, "business_capability_update"),
        ({"errors": [{"code": 130429, "title": "Rate limit hit"}]}, "messages"),
        ({"anything": 1}, "a_field_of_next_year"),
    ],
)
async def test_what_the_channel_says_about_itself_is_shown_once(
    shared_centre: Centre, event: dict[str, Any], field: str
) -> None:
    value = {"messaging_product": "whatsapp", **event}
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }
    before = await notices(shared_centre)
    for _ in range(2):
        answer = await deeds.deliver_whatsapp(shared_centre, json.dumps(envelope).encode())
        assert answer.status_code == 200, answer.text
    new = [notice for notice in await notices(shared_centre) if notice not in before]
    assert [notice["problem"].split(".")[0] for notice in new] == ["whatsapp"]
    assert new[0]["kind"] == "notice"


async def notices(centre: Centre) -> list[dict[str, Any]]:
    """Return what waits for a person beside the reports."""
    found: list[dict[str, Any]] = (
        await centre.read("/raw-messages", who=Role.CALL_TAKER, limit=200)
    )["items"]
    return found


@pytest.mark.parametrize(
    "call",
    [
        {"event": "connect", "direction": "USER_INITIATED"},
        {"event": "terminate", "status": "FAILED"},
        {"event": "missed"},
        {"direction": 7},
    ],
)
async def test_a_voice_call_wants_a_call_back(shared_centre: Centre, call: dict[str, Any]) -> None:
    number = str(next(NUMBERS))
    said = {"id": f"wacid.{number}", "from": number, "timestamp": "1795320000", **call}
    change = {"field": "calls", "value": {"messaging_product": "whatsapp", "calls": [said]}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    for _ in range(2):
        answer = await deeds.deliver_whatsapp(shared_centre, json.dumps(body).encode())
        assert answer.status_code == 200, answer.text
    [report] = await shared_centre.rows(
        "SELECT * FROM report WHERE reporter_phone = $1", f"+{number}"
    )
    assert "call_back.wanted" in report["flags"]
    assert report["text"] == "[panggilan suara]"


@pytest.mark.parametrize(
    ("second", "shown", "kind"),
    [
        (
            {
                "type": "edit",
                "edit": {"message": {"type": "text", "text": {"body": "kebakaran di pasar"}}},
            },
            "kebakaran di pasar",
            "edit",
        ),
        ({"type": "revoke", "revoke": {}}, "", "revoke"),
    ],
)
async def test_a_change_is_tied_to_its_original(
    shared_centre: Centre, second: dict[str, Any], shown: str, kind: str
) -> None:
    number, original = str(next(NUMBERS)), f"wamid.{next(NUMBERS)}"
    first = {"type": "text", "id": original, "text": {"body": "kebakaran di rumah"}}
    await deliver(shared_centre, first, number)
    change = {kind: {**second[kind], "original_message_id": original}}
    report = await deliver(shared_centre, second | change, number)
    assert "kebakaran di rumah" in report["text"]
    parts = await shared_centre.read(f"/reports/{report['id']}/parts", who=Role.CALL_TAKER)
    assert [part["kind"] for part in parts] == ["message", kind]
    assert (parts[1]["reply_to"], parts[1]["text"]) == (original, shown)


@pytest.mark.parametrize("kind", ["edit", "revoke"])
async def test_a_change_of_what_never_came_is_shown_all_the_same(
    shared_centre: Centre, kind: str
) -> None:
    part = {"original_message_id": "wamid.lost", "message": {"text": {"body": "tolong banjir"}}}
    report = await deliver(shared_centre, {"type": kind, kind: part})
    assert f"whatsapp.{kind}" in report["flags"]
    assert report["state"] == "received" or report["proposal"] is not None


@pytest.mark.parametrize(
    "kinds", [["text", "location", "image", "audio", "text"], ["image", "text"], ["audio"] * 3]
)
async def test_what_one_sender_says_within_minutes_is_one_report(
    shared_centre: Centre, kinds: list[str]
) -> None:
    number = str(next(NUMBERS))
    content: dict[str, Any] = {
        "text": {"body": "tolong kebakaran"},
        "location": {"latitude": -7.4716, "longitude": 112.4401},
        "image": {"id": "P"},
        "audio": {"id": "A", "voice": True},
    }
    reports = [
        await deliver(shared_centre, {"type": kind, kind: content[kind]}, number) for kind in kinds
    ]
    path = f"/reports/{reports[-1]['id']}/parts"
    parts = await shared_centre.read(path, who=Role.CALL_TAKER)
    assert len(parts) == len(kinds)
    assert [part["place"] for part in parts] == sorted(part["place"] for part in parts)
