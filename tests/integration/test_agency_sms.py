"""An agency that is reached by SMS: set up, ordered, answered, called back."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dispatch.access.subject import Role
from tests.support.agency_endpoint import AgencyEndpoint
from tests.support.centre import CHANNEL, Centre, open_centre
from tests.support.deeds import deliver

PIKET = "+6281234567890"
WHERE = "/agencies/damkar-kota/channels"


@pytest.fixture
async def gateway(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AgencyEndpoint]:
    async with AgencyEndpoint() as opened:
        monkeypatch.setenv("TANGGAP_SMS_SEND_URL", opened.url + "?to={to}&text={text}")
        yield opened


@pytest.fixture
async def centre(city_url: str, gateway: AgencyEndpoint) -> AsyncIterator[Centre]:
    del gateway  # the centre reads its address
    async with open_centre(city_url) as opened:
        yield opened


async def reach_by_sms(centre: Centre) -> None:
    await centre.do(
        f"{WHERE}/1", method="PUT", who=Role.ADMINISTRATOR, kind="sms", address="0812-3456-7890"
    )


async def ordered(centre: Centre, **more: Any) -> tuple[Any, str]:
    """Give an order and return it with its number as people write it."""
    await reach_by_sms(centre)
    incident = await centre.do(
        "/incidents",
        type="fire",
        priority=1,
        summary="api",
        location={"lat": -7.4716, "lon": 112.44},
    )
    task = await centre.do(
        "/tasks", incident_id=incident["id"], agency_id="damkar-kota", service="fire", **more
    )
    await deliver(centre)
    return task, str(int(incident["number"].rpartition("-")[2]))


async def write(centre: Centre, text: str, *, sender: str = PIKET, key: str = "") -> Any:
    answer = await centre.ask(
        "POST",
        "/channels/sms",
        who=CHANNEL,
        json={"from": sender, "text": text, "id": key or text},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def sent(gateway: AgencyEndpoint) -> list[tuple[str, str]]:
    asked = [parse_qs(urlsplit(one.path).query) for one in gateway.received]
    return [(one["to"][0], one["text"][0]) for one in asked]


async def state(centre: Centre, task: Any) -> Any:
    return await centre.read(f"/tasks/{task['id']}")


async def test_an_order_goes_out_as_text_and_is_not_called_delivered(
    centre: Centre, gateway: AgencyEndpoint
) -> None:
    task, number = await ordered(centre)
    [(to, text)] = sent(gateway)
    assert (to, text[: len(f"112 TUGAS {number} P1")]) == (PIKET, f"112 TUGAS {number} P1")
    assert (await state(centre, task))["delivered_at"] is None


async def test_a_word_and_the_number_take_the_order(centre: Centre) -> None:
    task, number = await ordered(centre)
    assert await write(centre, f"OK {number}") == {
        "stored": 0,
        "duplicate": 0,
        "kept": 0,
        "ignored": 0,
    }
    now = await state(centre, task)
    assert (now["state"], now["acknowledged_by"]) == ("acknowledged", "SMS ke telepon piket")
    [kept] = (await centre.read("/agencies/damkar-kota/words"))["items"]
    assert (kept["task_id"], kept["result"]) == (task["id"], "acknowledge")


async def test_the_work_is_told_step_by_step(centre: Centre) -> None:
    task, number = await ordered(centre)
    seen = []
    for word in ("TERIMA", "OTW", "TIBA", "SELESAI"):
        centre.wait(60)
        await write(centre, f"{word} {number}")
        seen.append((await state(centre, task))["state"])
    assert seen == ["acknowledged", "en_route", "on_scene", "completed"]


async def test_a_refusal_has_its_cause_and_the_next_is_asked(centre: Centre) -> None:
    task, number = await ordered(centre)
    await write(centre, f"TOLAK {number} unit habis")
    now = await state(centre, task)
    assert (now["state"], now["decline_cause"]) == ("declined", "no_resource")


async def test_the_same_message_again_does_nothing_more(centre: Centre) -> None:
    task, number = await ordered(centre)
    for _ in range(2):
        await write(centre, f"OK {number}", key="7")
    assert len((await centre.read("/agencies/damkar-kota/words"))["items"]) == 1
    assert await centre.value("SELECT count(*) FROM event WHERE type = 'task.acknowledged'") == 1
    assert (await state(centre, task))["state"] == "acknowledged"


@pytest.mark.parametrize(
    ("text", "why"),
    [("tolong ada kebakaran di pasar", "not_understood"), ("OK 99999", "no_such_order")],
)
async def test_what_is_not_understood_is_kept_and_shown_as_a_report(
    centre: Centre, text: str, why: str
) -> None:
    task, _ = await ordered(centre)
    assert (await write(centre, text))["stored"] == 1
    assert (await state(centre, task))["state"] == "assigned"
    [kept] = (await centre.read("/agencies/damkar-kota/words"))["items"]
    assert (kept["task_id"], kept["result"], kept["text"]) == (None, why, text)
    flags = await centre.value("SELECT flags FROM report ORDER BY recorded_at DESC LIMIT 1")
    assert "sms.agency_unclear" in flags


async def test_a_stranger_answers_nothing(centre: Centre) -> None:
    task, number = await ordered(centre)
    assert (await write(centre, f"OK {number}", sender="+6281111111111"))["stored"] == 1
    assert (await state(centre, task))["state"] == "assigned"


async def test_a_word_alone_means_the_only_open_order(centre: Centre) -> None:
    task, _ = await ordered(centre)
    await write(centre, "siap")
    assert (await state(centre, task))["state"] == "acknowledged"


async def test_a_word_alone_means_nothing_with_two_open_orders(centre: Centre) -> None:
    first, _ = await ordered(centre)
    second, number = await ordered(centre)
    await write(centre, "siap")
    assert [(await state(centre, one))["state"] for one in (first, second)] == ["assigned"] * 2
    await write(centre, f"siap {number}")
    assert (await state(centre, second))["state"] == "acknowledged"


async def test_a_recall_is_told_and_must_be_heard(centre: Centre, gateway: AgencyEndpoint) -> None:
    task, number = await ordered(centre)
    await write(centre, f"OK {number}")
    await centre.do(f"/tasks/{task['id']}/cancel", reason="sudah padam")
    await deliver(centre)
    assert sent(gateway)[-1][1].startswith(f"112 KEMBALI {number}")
    assert (await state(centre, task))["recall_open"]
    page = await centre.read("/portal/tasks", who="damkar-kota")
    assert [one["id"] for one in page["recalls"]] == [task["id"]]
    # The answer to the order, said once more, does not say that anybody heard of the recall.
    await write(centre, f"OK {number}", key="again")
    assert (await state(centre, task))["recall_open"]
    await write(centre, f"BATAL {number}")
    now = await state(centre, task)
    assert (now["recall_open"], now["recall_acknowledged_by"]) == (False, "SMS ke telepon piket")
    assert (await centre.read("/portal/tasks", who="damkar-kota"))["recalls"] == []
