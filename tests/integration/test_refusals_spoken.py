"""What a refusal says, over HTTP and on the board's socket, in the language of the reader."""

from typing import Any
from uuid import UUID

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre
from tests.support.console import Console, watch

NOBODY = UUID(int=7)


async def both(centre: Centre, method: str, path: str, **request: Any) -> tuple[Any, Any]:
    """Return the same refusal in Indonesian (nothing asked) and in English."""
    spoken = [
        await centre.ask(method, path, headers={"accept-language": language}, **request)
        for language in ("", "en")
    ]
    assert [answer.headers["content-language"] for answer in spoken] == ["id", "en"]
    first, second = (answer.json() for answer in spoken)
    assert (first["code"], first["status"]) == (second["code"], second["status"])
    return first, second


async def test_a_field_that_is_wrong_is_named_in_words(centre: Centre) -> None:
    body = {"type": "fire", "priority": 9}
    indonesian, english = await both(centre, "POST", "/incidents", json=body, who=Role.CALL_TAKER)
    assert indonesian["errors"] == [
        {"field": "body.priority", "message": "paling banyak 5", "kind": "less_than_equal"}
    ]
    assert english["errors"][0]["message"] == "it must be at most 5"
    assert indonesian["detail"].startswith("Tidak ada yang tersimpan.")
    assert "body.priority: paling banyak 5" in indonesian["detail"]


async def test_a_member_that_is_missing_and_one_that_is_unknown(centre: Centre) -> None:
    indonesian, english = await both(centre, "POST", "/tasks", json={"incident_id": "x"})
    said = {error["field"]: error["message"] for error in indonesian["errors"]}
    assert said == {
        "body.incident_id": "harus berupa UUID",
        "body.agency_id": "wajib diisi",
    }
    assert {error["message"] for error in english["errors"]} == {
        "it must be a UUID",
        "it must be given",
    }


@pytest.mark.parametrize(
    ("path", "indonesian", "english"),
    [
        (f"/incidents/{NOBODY}", "Tidak ada kejadian", "There is no incident"),
        (f"/tasks/{NOBODY}", "Tidak ada penugasan", "There is no order"),
        ("/incidents?cursor=x", "Penanda halaman", "That page cursor"),
        ("/nothing", "Alamat itu tidak ada", "This service has no such address"),
    ],
)
async def test_what_is_not_there(centre: Centre, path: str, indonesian: str, english: str) -> None:
    first, second = await both(centre, "GET", path)
    assert first["detail"].startswith(indonesian)
    assert second["detail"].startswith(english)


async def test_a_right_that_is_missing_names_the_role_in_words(centre: Centre) -> None:
    first, second = await both(centre, "POST", "/sla/targets", json={}, who=Role.CALL_TAKER)
    assert "Peran penerima panggilan" in first["detail"]
    assert "The role call taker" in second["detail"]
    assert first["why"] == "role"


async def test_a_stranger_is_told_to_sign_in(centre: Centre) -> None:
    answer = await centre.client.get("/incidents", headers={"accept-language": "en"})
    assert answer.json()["detail"].startswith("Nobody is signed in.")
    answer = await centre.client.get("/incidents", headers={"authorization": "Bearer x"})
    assert answer.json()["detail"].startswith("Sesi sudah berakhir")


async def test_a_state_that_has_moved_on_is_named_in_words(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    order = await centre.do("/tasks", incident_id=incident["id"], agency_id="damkar-kota")
    await centre.do(f"/tasks/{order['id']}/cancel", reason="salah")
    first, second = await both(centre, "POST", f"/tasks/{order['id']}/release", json={})
    assert first["code"] == "task.not_live"
    assert "Penugasan ini sudah dibatalkan." in first["detail"]
    assert "This order is cancelled already." in second["detail"]


async def test_what_nobody_could_read_says_that_it_was_kept(centre: Centre) -> None:
    first, second = await both(centre, "POST", "/reports", content=b"tolong {", who=CHANNEL)
    assert first["kept"] in first["detail"]
    assert first["detail"].startswith("Isi kiriman tidak terbaca sebagai laporan.")
    assert "was kept whole" in second["detail"]
    first, _ = await both(centre, "POST", "/cti/events", content=b"tolong {", who=CHANNEL)
    assert first["kept"] in first["detail"]
    assert first["detail"].startswith("Kiriman disimpan utuh")


async def test_the_socket_refuses_in_the_language_of_the_page(centre: Centre) -> None:
    for query, start in ((b"lang=en", "The board has no such"), (b"lang=id", "Papan tidak punya")):
        async with watch(centre, Role.DISPATCHER, query=query) as console:
            console.say({"type": "subscribe", "id": 9, "sections": ["kejadian"]})
            frame = await console.hear_until("error")
            assert frame["detail"].startswith(start)
            assert frame["title"]


async def test_the_socket_turns_a_stranger_away_in_his_language(centre: Centre) -> None:
    console = Console(centre, CHANNEL, query=b"lang=en")
    await console.open()
    assert (await console.hear())["detail"].startswith("This account may not watch the board.")


async def test_a_method_that_is_not_served_is_a_problem_too(centre: Centre) -> None:
    first, second = await both(centre, "DELETE", "/incidents")
    assert (first["status"], first["code"]) == (405, "method_not_allowed")
    assert first["detail"] != second["detail"]
