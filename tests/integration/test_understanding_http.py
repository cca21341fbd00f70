"""What callers say, over HTTP: the type, the danger to life, the flags and who has to go.

The words were written down when a centre misheard them; each row says what is right.
"""

from typing import Any, Final, NamedTuple

from dispatch.access.subject import Role
from tests.support.centre import Centre


class Said(NamedTuple):
    """Words with the types that are right (a general one will do), flags and capabilities."""

    text: str
    types: str
    flags: str = ""
    needs: str = ""


LIFE: Final = (
    Said(
        "halo ini anak saya nggak napas nggak napas tolong anak saya",
        "medical",
        "not_breathing",
        "ambulance",
    ),
    Said("bapak saya tiba2 gak bangun bangun", "medical", needs="ambulance"),
    Said(
        "tukang bangunan ketimbun tembok galian pondasi",
        "rescue building_collapse",
        "trapped",
        "rescue_team",
    ),
    Said("bnjir tlg kami d atap 5 org ada bayi", "flood", "children"),
    Said("ular kobra gigit anak saya", "animal medical", "bitten", "ambulance"),
    Said(
        "pohon tumbang nimpa mobil ada orang didalam",
        "fallen_tree rescue",
        "trapped",
        "rescue_team ambulance",
    ),
    Said("bayi keselek gak bisa nafas biru", "medical", "children", "ambulance"),
    Said(
        "ODGJ ngamuk nyerang tetangga sampai berdarah",
        "crime social public_order",
        "bleeding",
        "police",
    ),
    Said(
        "tabrakan truk motor, dua parah, tiang listrik roboh kabel nyala",
        "crash_injured fallen_line",
        needs="ambulance grid",
    ),
    Said("kebakaran, 4 luka bakar dan 2 terjebak", "fire", "burned trapped", "ambulance"),
)
NOT_NOW: Final = (
    "itu bukan orang pingsan pak cuma tidur di taman",
    "ambulannya sudah datang pak, terima kasih, tidak usah dikirim lagi",
    "semalam mimpi rumah saya kebakaran terus ada ular",
    "pungli di kelurahan",
    "lampu jalan mati",
)


async def proposal(centre: Centre, text: str) -> dict[str, Any]:
    found = await centre.do("/reports/proposal", who=Role.CALL_TAKER, text=text)
    heard: dict[str, Any] = found["proposal"]
    return heard


def missed(said: Said, heard: dict[str, Any]) -> list[str]:
    """Return what of `said` was not heard."""
    types = {heard["type"], heard["kind_of"]} & set(said.types.split())
    flags = {flag["code"] for flag in heard["flags"]}
    needs = {need["code"] for need in heard["needs"]}
    return [
        *([] if types else [f"type {heard['type']}"]),
        *([] if heard["priority"] == 1 else [f"priority {heard['priority']}"]),
        *sorted(set(said.flags.split()) - flags),
        *sorted(set(said.needs.split()) - needs),
    ]


async def test_a_life_in_danger_is_heard_with_its_flags_and_who_has_to_go(centre: Centre) -> None:
    found = {said.text: missed(said, await proposal(centre, said.text)) for said in LIFE}
    assert {text: what for text, what in found.items() if what} == {}


async def test_what_does_not_happen_now_is_no_danger(centre: Centre) -> None:
    found = {text: (await proposal(centre, text))["priority"] for text in NOT_NOW}
    assert {text: priority for text, priority in found.items() if priority <= 2} == {}


async def test_a_flag_says_which_words_raised_it_and_how_many_people_they_count(
    centre: Centre,
) -> None:
    heard = await proposal(centre, "kebakaran, 4 luka bakar dan 2 terjebak")
    flags = {flag["code"]: flag for flag in heard["flags"]}
    assert (flags["burned"]["count"], flags["burned"]["label"]) == (4, "luka bakar")
    assert "terjebak" in flags["trapped"]["words"]
    answer = await centre.ask(
        "POST",
        "/reports/proposal",
        who=Role.CALL_TAKER,
        json={"text": "kebakaran, 4 luka bakar dan 2 terjebak"},
        headers={"Accept-Language": "en"},
    )
    assert "trapped" in {flag["label"] for flag in answer.json()["proposal"]["flags"]}


async def test_on_a_channel_for_complaints_little_is_urgent_but_a_life_is(centre: Centre) -> None:
    async def priority(text: str) -> int:
        found = await centre.do("/reports/proposal", who=Role.CALL_TAKER, channel="sp4n", text=text)
        return int(found["proposal"]["priority"])

    assert await priority("pelayanan loket lama sekali") >= 4
    assert await priority("aduan saya yang kemarin belum dijawab") >= 4
    assert await priority("anak saya tidak bernapas, tolong") == 1
