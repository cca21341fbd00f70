"""What callers say, over HTTP: the type, the danger to life, the flags and who has to go.

The words were written down when a centre misheard them; each row says what is right.
"""

from typing import Any, Final, NamedTuple

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    "bukan orang kecelakaan mas, cuma mogok",
    "dudu wong semaput pak, mung turu",
    "bukan orang tenggelam bu, lagi mandi di kali",
    "pemadamnya sudah sampai pak, makasih, gak usah kirim lagi",
    "tadi malam mimpi dikejar orang bawa parang",
)


class Sent(NamedTuple):
    """Words with the services that go for them, and those that the plan must not name at all."""

    text: str
    go: str
    never: str = ""


SENT: Final = (
    Sent("ular kobra gigit anak saya", "ems rescue"),
    Sent("anak saya digigit ular ijo", "ems"),
    Sent("pohon tumbang nimpa mobil ada orang didalam", "rescue ems"),
    Sent("reklame roboh nimpa motor, orangnya kejepit di bawah", "rescue ems"),
    Sent("bayi keselek gak bisa nafas biru", "ems", "police"),
    Sent("ODGJ ngamuk nyerang tetangga sampai berdarah", "police ems"),
    Sent("orang gila mukul anak kecil sampai kepalanya bocor", "police ems"),
    Sent(
        "tabrakan truk motor, dua parah, tiang listrik roboh kabel nyala", "ems police power fire"
    ),
    Sent("bus nabrak tiang, kabel putus di jalan, lima luka berat", "ems police power fire"),
    Sent("kebakaran, 4 luka bakar dan 2 terjebak", "fire ems rescue"),
    Sent("pungli di kelurahan", "integrity", "police public_order ems"),
    Sent("oknum kelurahan minta uang urus surat", "integrity", "police public_order ems"),
    Sent("bakar sampah", "environment", "fire police ems"),
    Sent("tetangga bakar sampah asapnya masuk rumah", "environment", "fire police ems"),
    Sent("lampu jalan mati", "road_signals public_works", "police traffic ems"),
    Sent("pju di jalan empunala mati sudah seminggu", "road_signals public_works", "traffic ems"),
    Sent("itu bukan orang pingsan pak cuma tidur di taman", "", "ems"),
    Sent("bukan orang tenggelam mas, lagi mandi di kali", "", "ems sar rescue"),
    Sent("ambulannya sudah datang pak, terima kasih, tidak usah dikirim lagi", "", "ems"),
    Sent("semalam mimpi rumah saya kebakaran terus ada ular", "", "fire ems"),
)


def misled(sent: Sent, plan: dict[str, Any]) -> list[str]:
    """Return what of a plan is not as it should be: who stays at home, who is bothered."""
    named = {line["service"] for line in plan["lines"]}
    going = {line["service"] for line in plan["lines"] if not line["stand_by"]}
    wanted = set(sent.go.split())
    return [
        *sorted(wanted - going),
        *(f"not {service}" for service in sorted(named & set(sent.never.split()))),
        *([] if wanted or not going else [f"nobody but {sorted(going)}"]),
    ]


async def planned(centre: Centre, number: int, text: str) -> dict[str, Any]:
    """Somebody calls, and a call taker opens what was heard; returns the plan."""
    said = await deeds.report(
        centre, text, location=None, reporter={"phone": f"+62813000{number:05d}"}
    )
    heard = said["proposal"]
    opened = await centre.do(
        "/incidents",
        who=Role.CALL_TAKER,
        type=heard["type"],
        priority=heard["priority"],
        report_id=said["id"],
    )
    found: dict[str, Any] = await centre.read(f"/incidents/{opened['id']}/plan")
    return found


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


async def test_a_life_in_danger_is_heard_with_its_flags_and_who_has_to_go(
    shared_centre: Centre,
) -> None:
    found = {said.text: missed(said, await proposal(shared_centre, said.text)) for said in LIFE}
    assert {text: what for text, what in found.items() if what} == {}


async def test_what_does_not_happen_now_is_no_danger(shared_centre: Centre) -> None:
    found = {text: (await proposal(shared_centre, text))["priority"] for text in NOT_NOW}
    assert {text: priority for text, priority in found.items() if priority <= 2} == {}


async def test_a_flag_says_which_words_raised_it_and_how_many_people_they_count(
    shared_centre: Centre,
) -> None:
    heard = await proposal(shared_centre, "kebakaran, 4 luka bakar dan 2 terjebak")
    flags = {flag["code"]: flag for flag in heard["flags"]}
    assert (flags["burned"]["count"], flags["burned"]["label"]) == (4, "luka bakar")
    assert "terjebak" in flags["trapped"]["words"]
    answer = await shared_centre.ask(
        "POST",
        "/reports/proposal",
        who=Role.CALL_TAKER,
        json={"text": "kebakaran, 4 luka bakar dan 2 terjebak"},
        headers={"Accept-Language": "en"},
    )
    assert "trapped" in {flag["label"] for flag in answer.json()["proposal"]["flags"]}


async def test_on_a_channel_for_complaints_little_is_urgent_but_a_life_is(
    shared_centre: Centre,
) -> None:
    async def priority(text: str) -> int:
        found = await shared_centre.do(
            "/reports/proposal", who=Role.CALL_TAKER, channel="sp4n", text=text
        )
        return int(found["proposal"]["priority"])

    assert await priority("pelayanan loket lama sekali") >= 4
    assert await priority("aduan saya yang kemarin belum dijawab") >= 4
    assert await priority("anak saya tidak bernapas, tolong") == 1


async def test_each_sentence_sends_whom_it_needs_and_bothers_nobody_else(
    shared_centre: Centre,
) -> None:
    plans = {
        sent: await planned(shared_centre, number, sent.text) for number, sent in enumerate(SENT)
    }
    found = {sent.text: misled(sent, plan) for sent, plan in plans.items()}
    assert {text: what for text, what in found.items() if what} == {}


async def test_ambulances_come_by_the_number_of_people_hurt(shared_centre: Centre) -> None:
    plan = await planned(shared_centre, 900, "kebakaran, 4 luka bakar dan 2 terjebak di dalam")
    [ems] = [line for line in plan["lines"] if line["service"] == "ems"]
    [short] = [one for one in plan["shortfalls"] if one["service"] == "ems"]
    assert (ems["count"], short["needs"], short["found"]) == (2, 2, 1)
    assert short["reason"]["text"].startswith("Butuh 2")
    alone = await planned(shared_centre, 901, "kebakaran rumah kosong")
    assert [line["stand_by"] for line in alone["lines"] if line["service"] == "ems"] == [True]


@pytest.mark.parametrize(
    ("text", "kelurahan", "elsewhere"),
    [
        ("kecelakaan jl brawijaya mojosari", None, "Kabupaten Mojokerto"),
        ("mobil tabrak pagar di jl raya sooko", None, "Kabupaten Mojokerto"),
        ("truk plat s jombang nabrak rumah di jl raya cinde", "Prajurit Kulon", None),
        ("bus asal krian mogok di jl benteng pancasila", "Balongsari", None),
        ("banjir anyar RT 2 RW 3", None, None),
        ("Jl Gajah Mda 151", "Balongsari", None),
        ("kebakaran, Jl. Gajah Mada 151", "Balongsari", None),
    ],
)
async def test_the_place_is_where_the_words_say(
    shared_centre: Centre, text: str, kelurahan: str | None, elsewhere: str | None
) -> None:
    found = await shared_centre.do("/reports/proposal", who=Role.CALL_TAKER, text=text)
    other = found["proposal"]["elsewhere"]
    placed = "location_from_text" in found["flags"]
    assert [place["kelurahan"] for place in found["places"][:1] if placed] == [kelurahan] * placed
    assert (placed, other and other["room"]) == (kelurahan is not None, elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        "Jl Gajah Mada 151",
        "Perumahan Griya Permata blok C 4",
        "Gang Mawar RT 3 RW 2 Kelurahan Meri",
        "jalan pahlawan no 12 depan indomaret",
    ],
)
async def test_a_bare_address_is_no_emergency_where_people_complain(
    shared_centre: Centre, text: str
) -> None:
    found = await shared_centre.do(
        "/reports/proposal", who=Role.CALL_TAKER, channel="sp4n", text=text
    )
    assert (found["proposal"]["type"], found["proposal"]["priority"]) == ("unknown", 4)
    asked = await shared_centre.do("/reports/proposal", who=Role.CALL_TAKER, text=text)
    assert asked["proposal"]["priority"] == 2


async def test_help_that_has_come_belongs_to_the_incident_of_the_same_caller(
    shared_centre: Centre,
) -> None:
    caller = {"phone": "+6281377700001"}
    first = await deeds.report(
        shared_centre, "bapak saya tidak sadar", location=deeds.MARKET, reporter=caller
    )
    opened = await shared_centre.do(
        "/incidents", who=Role.CALL_TAKER, type="medical", report_id=first["id"]
    )
    shared_centre.wait(600)
    after = await deeds.report(
        shared_centre,
        "ambulannya sudah datang pak, terima kasih, tidak usah dikirim lagi",
        location=None,
        reporter=caller,
    )
    assert after["proposal"]["priority"] == 5
    assert opened["id"] in {one["incident_id"] for one in after["candidates"]}
