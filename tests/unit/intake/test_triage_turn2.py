"""What callers said in the second turn's cases, and what it must give."""

import pytest

from intake.triage.triage import triage


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("halo ini anak saya nggak napas nggak napas tolong anak saya", {"medical"}),
        ("bapak saya tiba2 gak bangun bangun", {"medical"}),
        ("tukang bangunan ketimbun tembok galian pondasi", {"rescue", "building_collapse"}),
        ("bnjir tlg kami d atap 5 org ada bayi", {"flood"}),
        ("ular kobra gigit anak saya", {"animal", "medical"}),
        ("pohon tumbang nimpa mobil ada orang didalam", {"fallen_tree", "rescue"}),
        ("bayi keselek gak bisa nafas biru", {"medical"}),
        ("ODGJ ngamuk nyerang tetangga sampai berdarah", {"crime", "social", "public_order"}),
        (
            "tabrakan truk motor, dua parah, tiang listrik roboh kabel nyala",
            {"crash_injured", "fallen_line"},
        ),
        ("kebakaran, 4 luka bakar dan 2 terjebak", {"fire"}),
    ],
)
def test_a_life_in_danger_is_heard(text: str, kinds: set[str]) -> None:
    proposal = triage(text)
    assert proposal.priority == 1
    assert proposal.type in kinds


@pytest.mark.parametrize(
    "text",
    [
        "itu bukan orang pingsan pak cuma tidur di taman",
        "ambulannya sudah datang pak, terima kasih, tidak usah dikirim lagi",
        "semalam mimpi rumah saya kebakaran terus ada ular",
        "pungli di kelurahan",
        "lampu jalan mati",
    ],
)
def test_what_is_denied_handled_or_dreamt_is_no_life_threat(text: str) -> None:
    assert triage(text).priority > 2


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("ular kobra gigit anak saya", {"ambulance"}),
        ("pohon tumbang nimpa mobil ada orang didalam", {"ambulance", "rescue_team"}),
        ("bayi keselek gak bisa nafas biru", {"ambulance"}),
        ("kebakaran, 4 luka bakar dan 2 terjebak", {"fire_engine", "ambulance"}),
        (
            "tabrakan truk motor, dua parah, tiang listrik roboh kabel nyala",
            {"ambulance", "grid"},
        ),
        ("ODGJ ngamuk nyerang tetangga sampai berdarah", {"police"}),
    ],
)
def test_who_has_to_go_follows_from_what_is_said(text: str, needs: set[str]) -> None:
    assert needs <= set(triage(text).needs)


def test_the_injured_are_counted() -> None:
    flags = {flag.code: flag for flag in triage("kebakaran, 4 luka bakar dan 2 terjebak").flags}
    assert flags["burned"].count == 4
    assert {"burned", "trapped"} <= set(flags)
