"""A proposal while the caller is still speaking.

The same as for a kept report, and nothing is kept.
"""

from dispatch.access.subject import Role
from tests.support.centre import CHANNEL, Centre

WORDS = "omah kobong cedak pasar tanjung, ana wong kejebak"


async def test_words_become_a_proposal_and_nothing_is_kept(centre: Centre) -> None:
    found = await centre.do("/reports/proposal", who=Role.CALL_TAKER, text=WORDS)
    assert (found["proposal"]["type"], found["proposal"]["priority"]) == ("fire", 1)
    assert "ada yang terjebak" in [reason["text"] for reason in found["proposal"]["reasons"]]
    assert "Tanjung" in found["places"][0]["name"]
    assert await centre.value("SELECT count(*) FROM report") == 0


async def test_it_equals_what_the_kept_report_says(centre: Centre) -> None:
    at = {"lat": -7.4701, "lon": 112.4336, "accuracy_m": 50}
    opened = await centre.do("/incidents", type="fire", summary="kobong", location=at)
    seen = await centre.do("/reports/proposal", who=Role.CALL_TAKER, text=WORDS, location=at)
    kept = await centre.do(
        "/reports", who=Role.CALL_TAKER, channel="112", text=WORDS, location=at, open=False
    )
    assert seen["proposal"] == kept["proposal"]
    assert (
        [one["incident_id"] for one in seen["candidates"]]
        == [opened["id"]]
        == [one["incident_id"] for one in kept["candidates"]]
    )


async def test_silence_is_no_proposal_and_an_impossible_place_is_refused(centre: Centre) -> None:
    nothing = await centre.do("/reports/proposal", who=Role.CALL_TAKER, text="")
    assert (nothing["proposal"]["type"], nothing["places"]) == ("unknown", [])
    swapped = {"lat": 112.4336, "lon": -7.4701}
    refused = await centre.ask(
        "POST",
        "/reports/proposal",
        who=Role.CALL_TAKER,
        json={"text": "banjir", "location": swapped},
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "location.swapped")


async def test_only_those_who_handle_reports_may_ask(centre: Centre) -> None:
    for who in (CHANNEL, "damkar-kota"):
        assert (
            await centre.ask("POST", "/reports/proposal", who=who, json={"text": WORDS})
        ).status_code in {403, 404}


async def test_the_key_questions_are_known_before_anything_is_sent(centre: Centre) -> None:
    items = (await centre.read("/response-plans", who=Role.CALL_TAKER))["items"]
    fire = next(card for card in items if card["type"] == "fire")
    assert "fire" in fire["services"]
    assert "Ada yang terluka atau terjebak? Berapa orang?" in fire["checklist"]
    english = (
        await centre.ask(
            "GET", "/response-plans", who=Role.CALL_TAKER, headers={"Accept-Language": "en"}
        )
    ).json()["items"]
    assert (
        "Is anybody hurt or trapped? How many?"
        in next(card for card in english if card["type"] == "fire")["checklist"]
    )


async def test_rivers_are_named_with_their_source(centre: Centre) -> None:
    rivers = await centre.read("/geo/places", who=Role.CALL_TAKER, kind="river")
    assert {"Kali Brantas", "Kali Sadar"} <= {river["name"] for river in rivers}
    assert all(river["accuracy_m"] >= 1000 and river["reasons"][0] for river in rivers)
