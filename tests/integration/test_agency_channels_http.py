"""How an agency is reached is set over HTTP, tried, and never tells a secret."""

from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support.centre import Centre

WHERE = "/agencies/damkar-kota/channels"
ADMIN = Role.ADMINISTRATOR
SECRET = "rahasia-bersama-antara-pusat-dan-instansi"


async def put(centre: Centre, rank: int, **body: Any) -> Any:
    return await centre.do(f"{WHERE}/{rank}", method="PUT", who=ADMIN, **body)


async def kinds(centre: Centre) -> list[tuple[int, str]]:
    items = (await centre.read(WHERE, who=ADMIN))["items"]
    return [(item["rank"], item["kind"]) for item in items]


async def test_every_way_says_what_it_needs(centre: Centre) -> None:
    items = (await centre.read("/agency-channels", who=ADMIN))["items"]
    assert {one["name"]: (one["secret_policy"], one["rings"], one["answers"]) for one in items} == {
        "portal": ("none", False, False),
        "webhook": ("shared", True, False),
        "sms": ("none", True, True),
    }


async def test_a_channel_is_set_read_and_taken_away(centre: Centre) -> None:
    await put(centre, 2, kind="sms", address="0812-3456-7890", give_up_s=20)
    assert await kinds(centre) == [(2, "sms"), (10, "portal")]
    [sms] = [one for one in (await centre.read(WHERE, who=ADMIN))["items"] if one["rank"] == 2]
    assert (sms["address"], sms["give_up_s"], sms["has_secret"]) == ("+6281234567890", 20, False)
    gone = await centre.ask("DELETE", f"{WHERE}/2", who=ADMIN)
    assert gone.status_code == 204
    assert await kinds(centre) == [(10, "portal")]
    again = await centre.ask("DELETE", f"{WHERE}/2", who=ADMIN)
    assert (again.status_code, again.json()["code"]) == (404, "channel.not_found")


async def test_a_webhook_never_takes_the_place_of_the_duty_telephone(centre: Centre) -> None:
    await put(centre, 1, kind="sms", address="0812-3456-7890")
    agency = WHERE.removesuffix("/channels")
    for url in ("https://8.8.8.8/hook", "https://8.8.8.8/other"):
        await centre.do(agency, method="PATCH", who=ADMIN, webhook_url=url)
        assert await kinds(centre) == [(1, "sms"), (2, "webhook"), (10, "portal")]
    await centre.do(agency, method="PATCH", who=ADMIN, webhook_url=None)
    assert await kinds(centre) == [(1, "sms"), (10, "portal")]


async def test_a_secret_made_here_is_shown_once_and_one_that_is_given_never(
    centre: Centre,
) -> None:
    made = await put(centre, 1, kind="webhook", address="https://8.8.8.8/hook?k=abc")
    assert len(made["new_secret"]) >= 32
    assert made["address"] == "https://8.8.8.8/"
    same = await put(centre, 1, kind="webhook", address="https://8.8.8.8/hook?k=abc", tries=3)
    assert (same["new_secret"], same["tries"], same["has_secret"]) == (None, 3, True)
    given = await put(centre, 1, kind="webhook", address="https://8.8.8.8/other", secret=SECRET)
    assert given["new_secret"] is None
    told = (await centre.ask("GET", WHERE, who=ADMIN)).text
    assert made["new_secret"] not in told
    assert SECRET not in told
    assert "abc" not in told


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "telex"}, "channel.unknown_kind"),
        ({"kind": "sms", "address": "112"}, "channel.address_refused"),
        (
            {"kind": "webhook", "address": "https://127.0.0.1/x", "secret": "x"},
            "channel.weak_secret",
        ),
        ({"kind": "webhook", "address": "ftp://a.example"}, "channel.address_refused"),
    ],
)
async def test_a_way_that_can_never_work_is_refused(
    centre: Centre, body: dict[str, str], code: str
) -> None:
    answer = await centre.ask("PUT", f"{WHERE}/1", who=ADMIN, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await kinds(centre) == [(10, "portal")]


async def test_a_trial_says_how_it_went(centre: Centre) -> None:
    page = await centre.do(f"{WHERE}/10/test", who=ADMIN)
    assert (page["outcome"], page["error"]) == ("left_open", None)
    await put(centre, 1, kind="webhook", address="https://127.0.0.1/x")
    refused = await centre.do(f"{WHERE}/1/test", who=ADMIN)
    assert (refused["outcome"], refused["error"]) == ("refused", "address_refused: private_address")
    await put(centre, 2, kind="sms", address="081234567890")
    assert (await centre.do(f"{WHERE}/2/test", who=ADMIN))["error"] == "no_gateway"


@pytest.mark.parametrize("who", [Role.DISPATCHER, "damkar-kota"])
async def test_only_an_administrator_sets_channels(centre: Centre, who: str) -> None:
    answers = [
        await centre.ask("GET", WHERE, who=who),
        await centre.ask("PUT", f"{WHERE}/1", who=who, json={"kind": "portal"}),
        await centre.ask("DELETE", f"{WHERE}/10", who=who),
        await centre.ask("POST", f"{WHERE}/10/test", who=who),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4


async def test_an_agency_that_is_not_there_has_no_channels(centre: Centre) -> None:
    answer = await centre.ask("GET", "/agencies/atlantis/channels", who=ADMIN)
    assert (answer.status_code, answer.json()["code"]) == (404, "agency.unknown")
