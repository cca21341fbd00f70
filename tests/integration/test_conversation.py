"""The incident as a conversation: words of everybody, new until each reader has seen them."""

from typing import Any
from uuid import uuid4

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import AGENCIES, Centre

DAMKAR = AGENCIES[0]


async def words(centre: Centre, incident_id: str, who: str = Role.DISPATCHER) -> list[Any]:
    read = await centre.read(f"/incidents/{incident_id}/conversation", who=who)
    return list(read["items"])


def said(items: list[Any]) -> list[str]:
    return [item["text"] for item in items if item["kind"] != "change"]


async def taken_order(centre: Centre) -> Any:
    task = await deeds.ordered(centre)
    return await centre.do(f"/tasks/{task['id']}/acknowledge", who=DAMKAR)


async def second_caller(centre: Centre, incident_id: str, text: str) -> Any:
    report = await centre.do("/reports", channel="112", text=text, open=False)
    return await centre.do(f"/reports/{report['id']}/link", incident_id=incident_id)


async def test_the_second_callers_words_reach_desk_and_crew_as_new(centre: Centre) -> None:
    task = await taken_order(centre)
    incident = task["incident_id"]
    for who in (Role.DISPATCHER, DAMKAR):
        await centre.do(f"/incidents/{incident}/seen", who=who, method="PUT")
    centre.wait(5)
    await second_caller(centre, incident, "ada dua anak terjebak di lantai dua")
    for who in (Role.DISPATCHER, DAMKAR):
        items = await words(centre, incident, who)
        [new] = [item for item in items if item["is_new"] and item["kind"] == "report"]
        assert new["text"] == "ada dua anak terjebak di lantai dua"
    await centre.do(f"/incidents/{incident}/seen", who=DAMKAR, method="PUT")
    assert not [item for item in await words(centre, incident, DAMKAR) if item["is_new"]]
    assert [item for item in await words(centre, incident) if item["is_new"]]


async def test_a_console_whose_clock_runs_ahead_has_not_read_what_comes_meanwhile(
    centre: Centre,
) -> None:
    incident = (await taken_order(centre))["incident_id"]
    seen = await centre.do(f"/incidents/{incident}/seen", method="PUT", at=centre.at(240))
    assert seen["seen_at"] == centre.at(0).replace("+00:00", "Z")
    centre.wait(60)
    await second_caller(centre, incident, "ada dua anak terjebak")
    assert [item["text"] for item in await words(centre, incident) if item["is_new"]][-1:] == [
        "ada dua anak terjebak"
    ]


async def test_an_agency_hears_callers_only_once_it_has_taken_the_order(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    await second_caller(centre, task["incident_id"], "api sudah di atap")
    assert said(await words(centre, task["incident_id"], DAMKAR)) == []
    await centre.do(f"/tasks/{task['id']}/acknowledge", who=DAMKAR)
    assert "api sudah di atap" in said(await words(centre, task["incident_id"], DAMKAR))


async def test_a_note_sent_twice_is_there_once_and_what_is_the_centres_stays_there(
    centre: Centre,
) -> None:
    task = await taken_order(centre)
    incident, key = task["incident_id"], str(uuid4())
    for _ in range(2):
        await centre.do(f"/incidents/{incident}/notes", id=key, text="jangan dulu ke media")
    await centre.do(f"/incidents/{incident}/notes", text="pelapor mencurigakan", audience="centre")
    await centre.do(f"/incidents/{incident}/notes", who=DAMKAR, text="butuh tangki tambahan")
    assert said(await words(centre, incident)).count("jangan dulu ke media") == 1
    assert "pelapor mencurigakan" in said(await words(centre, incident))
    heard = said(await words(centre, incident, DAMKAR))
    assert {"jangan dulu ke media", "butuh tangki tambahan"} <= set(heard)
    assert "pelapor mencurigakan" not in heard


async def test_a_note_does_not_make_an_open_form_stale(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    await centre.do(f"/incidents/{incident['id']}/notes", text="pintu belakang terkunci")
    changed = await centre.do(
        f"/incidents/{incident['id']}/classify",
        type="fire",
        priority=2,
        version=incident["version"],
    )
    assert changed["priority"] == 2


async def test_numbers_in_words_are_for_those_who_may_call(centre: Centre) -> None:
    task = await taken_order(centre)
    await second_caller(centre, task["incident_id"], "hubungi bapak di 081234567890")
    for who, shown in ((Role.DISPATCHER, True), (Role.SUPERVISOR, False), (DAMKAR, False)):
        texts = " ".join(said(await words(centre, task["incident_id"], who)))
        assert ("081234567890" in texts) == shown


async def test_another_agency_reads_nothing(centre: Centre) -> None:
    task = await taken_order(centre)
    path = f"/incidents/{task['incident_id']}/conversation"
    assert (await centre.ask("GET", path, who="bpbd-kota")).status_code == 404
