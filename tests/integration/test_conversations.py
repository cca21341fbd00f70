"""What one sender says within minutes is one report, whatever its parts and their order."""

import asyncio
from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

FIRE = {"type": "text", "text": {"body": "rumah kebakaran, ada asap"}}
PIN = {"type": "location", "location": {"latitude": -7.4716, "longitude": 112.4401}}
PHOTO = {"type": "image", "image": {"id": "P1", "mime_type": "image/jpeg"}}
VOICE = {"type": "audio", "audio": {"id": "A1", "voice": True}}


async def say(centre: Centre, *messages: dict[str, Any], **who: str) -> None:
    """One sender says something, a delivery for each message."""
    for message in messages:
        answer = await deeds.deliver_whatsapp(centre, deeds.whatsapp(centre, message, **who))
        assert answer.status_code == 200, answer.text
        centre.wait(10)


async def only(centre: Centre) -> dict[str, Any]:
    """Return the only report there is."""
    [report] = await centre.rows("SELECT * FROM report")
    return report


async def parts(centre: Centre, report_id: Any) -> list[Any]:
    """Return a report's parts as a call taker reads them."""
    found: list[Any] = await centre.read(f"/reports/{report_id}/parts", who=Role.CALL_TAKER)
    return found


async def test_text_pin_photo_voice_and_edit_are_one_report(centre: Centre) -> None:
    edit = {
        "original_message_id": "wamid.first",
        "message": {"text": {"body": "ada anak di dalam"}},
    }
    await say(centre, FIRE | {"id": "wamid.first"}, PIN, PHOTO, VOICE)
    await say(centre, {"type": "edit", "edit": edit})
    report = await only(centre)
    assert (report["lat"], report["lon"], report["location_method"]) == (-7.4716, 112.4401, "pin")
    assert report["text"].startswith("rumah kebakaran, ada asap\n")
    assert report["text"].endswith("ada anak di dalam")
    assert [media["ref"] for media in report["media"]] == ["P1", "A1"]
    said = await parts(centre, report["id"])
    assert [part["kind"] for part in said] == ["message"] * 4 + ["edit"]
    assert [part["text"] for part in said] == [
        "rumah kebakaran, ada asap",
        "",
        "[foto]",
        "[pesan suara]",
        "ada anak di dalam",
    ]
    assert said == sorted(said, key=lambda part: part["at"])
    assert said[-1]["reply_to"] == "wamid.first"
    assert (await centre.facts()).count("report.added_to") == 4


async def test_what_comes_again_is_added_once(centre: Centre) -> None:
    bodies = [deeds.whatsapp(centre, message) for message in (FIRE, PIN)]
    for body in (*bodies, *bodies):
        await deeds.deliver_whatsapp(centre, body)
    assert len(await parts(centre, (await only(centre))["id"])) == 2


async def test_a_pin_completes_what_a_policy_needs(centre: Centre) -> None:
    await say(centre, {"type": "text", "text": {"body": "kebakaran rumah, api membesar, tolong"}})
    assert (await only(centre))["state"] == "triaged"
    await say(centre, PIN)
    report = await only(centre)
    assert report["state"] == "linked"
    incident = await centre.read(f"/incidents/{report['incident_id']}")
    assert (incident["type"], incident["location"]["lat"]) == ("fire", -7.4716)


async def test_later_words_reach_the_incident_and_raise_the_proposal(centre: Centre) -> None:
    await say(centre, {"type": "text", "text": {"body": "ada pohon tumbang di jalan"}})
    report = await only(centre)
    before = report["proposal"]["priority"]
    opened = await centre.do(
        "/incidents", report_id=str(report["id"]), type="fallen_tree", location=deeds.HOUSE
    )
    await say(
        centre, {"type": "text", "text": {"body": "ada orang terjebak di bawahnya, berdarah"}}
    )
    report = await only(centre)
    assert str(report["incident_id"]) == opened["id"]
    assert (report["proposal"]["priority"] < before, "proposal.raised" in report["flags"]) == (
        True,
        True,
    )
    stream = await centre.read(f"/incidents/{opened['id']}/conversation")
    words = [item["text"] for item in stream["items"] if item["kind"] in {"report", "part"}]
    assert words == ["ada pohon tumbang di jalan", "ada orang terjebak di bawahnya, berdarah"]
    assert stream["items"][-1]["is_new"]


async def test_a_pin_never_moves_what_a_person_placed(centre: Centre) -> None:
    await say(centre, {"type": "text", "text": {"body": "kebakaran di pasar tanjung"}})
    incident_id = (await only(centre))["incident_id"]
    there = {"lat": -7.4669, "lon": 112.4367, "method": "caller"}
    await centre.do(f"/incidents/{incident_id}/locate", location=there)
    await say(centre, PIN)
    incident = await centre.read(f"/incidents/{incident_id}")
    assert incident["location"]["lat"] == -7.4669


async def test_a_message_taken_back_stays_and_is_marked(centre: Centre) -> None:
    await say(centre, FIRE | {"id": "wamid.first"})
    revoke = {"type": "revoke", "revoke": {"original_message_id": "wamid.first"}}
    await say(centre, revoke)
    report = await only(centre)
    assert report["text"] == "rumah kebakaran, ada asap"
    assert "message.revoked" in report["flags"]


async def test_an_edit_days_later_still_names_its_original(centre: Centre) -> None:
    await say(centre, FIRE | {"id": "wamid.first"})
    centre.wait(3 * 86_400)
    edit = {"original_message_id": "wamid.first", "message": {"text": {"body": "sudah padam"}}}
    await say(centre, {"type": "edit", "edit": edit})
    assert (await only(centre))["text"].endswith("sudah padam")


async def test_others_and_the_same_sender_much_later_are_reports_of_their_own(
    centre: Centre,
) -> None:
    await say(centre, FIRE)
    await say(centre, FIRE, number="6281999888777")
    centre.wait(3600)
    await say(centre, FIRE)
    assert await centre.value("SELECT count(*) FROM report") == 3


async def test_a_new_message_after_a_discard_is_shown_anew(centre: Centre) -> None:
    await say(centre, {"type": "text", "text": {"body": "tes"}})
    report = await only(centre)
    await centre.do(f"/reports/{report['id']}/discard", who=Role.CALL_TAKER, reason="test")
    await say(centre, FIRE)
    assert await centre.value("SELECT count(*) FROM report WHERE state <> 'discarded'") == 1


async def test_messages_that_come_together_are_one_report_too(centre: Centre) -> None:
    bodies = [deeds.whatsapp(centre, message) for message in (FIRE, PIN, PHOTO, VOICE)]
    await asyncio.gather(*(deeds.deliver_whatsapp(centre, body) for body in bodies))
    report = await only(centre)
    assert len(await parts(centre, report["id"])) == 4
    assert report["lat"] == -7.4716


async def test_the_number_changes_and_the_conversation_goes_on(centre: Centre) -> None:
    await say(centre, FIRE)
    system = {"type": "user_changed_number", "wa_id": "6281777666555", "body": "changed"}
    await say(centre, {"type": "system", "system": system})
    await say(centre, PIN, number="6281777666555")
    report = await only(centre)
    assert (report["reporter_phone"], report["lat"]) == ("+6281777666555", -7.4716)
