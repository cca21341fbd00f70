"""What people write on a duty telephone, and what of it is an answer."""

import pytest

from agencies.channels.answers import Says, WordedAnswer, cause_of, read_answer
from dispatch.tasks.lifecycle import DeclineCause

UNIT_GONE = "unit habis"


def answer(says: Says, number: int | None = 123, **more: object) -> WordedAnswer:
    return WordedAnswer(says=says, number=number, **more)  # type: ignore[arg-type]  # a test's


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OK 123", answer(Says.ACKNOWLEDGE)),
        ("ok.123", answer(Says.ACKNOWLEDGE)),
        ("OK123", answer(Says.ACKNOWLEDGE)),
        ("Terima #123", answer(Says.ACKNOWLEDGE)),
        ("TERIMA tugas no 123", answer(Says.ACKNOWLEDGE)),
        ("123 siap", answer(Says.ACKNOWLEDGE)),
        ("siap pak, 123", answer(Says.ACKNOWLEDGE)),
        ("1 123", answer(Says.ACKNOWLEDGE)),
        ("86 123", answer(Says.ACKNOWLEDGE)),
        ("OK MJK-26-000123", answer(Says.ACKNOWLEDGE)),
        ("OK 123-2", answer(Says.ACKNOWLEDGE, place=2)),
        ("Oke 123 dua unit", answer(Says.ACKNOWLEDGE, note="dua unit")),
        ("ok", answer(Says.ACKNOWLEDGE, None)),
        ("siap pak", answer(Says.ACKNOWLEDGE, None)),
        ("TOLAK 123 unit habis", answer(Says.DECLINE, note=UNIT_GONE)),
        ("2 123 unit habis", answer(Says.DECLINE, note=UNIT_GONE)),
        ("tidak bisa 123 unit habis", answer(Says.DECLINE, note=UNIT_GONE)),
        ("tolak unit habis", answer(Says.DECLINE, None, note=UNIT_GONE)),
        ("OTW 123", answer(Says.EN_ROUTE)),
        ("TIBA 123", answer(Says.ON_SCENE)),
        ("sampai 123", answer(Says.ON_SCENE)),
        ("SELESAI 123", answer(Says.COMPLETED)),
        ("sampun 123", answer(Says.COMPLETED)),
        ("BATAL 123", answer(Says.CANCEL)),
        ("1", answer(Says.ACKNOWLEDGE, None)),
        (" 1. ", answer(Says.ACKNOWLEDGE, None)),
        ("(1)", answer(Says.ACKNOWLEDGE, None)),
        ("1) terima", answer(Says.ACKNOWLEDGE, None)),
        ("Satu!", answer(Says.ACKNOWLEDGE, None)),
        ("SIAP LAKSANAKAN", answer(Says.ACKNOWLEDGE, None)),
        ("nggih, sendika dawuh 123", answer(Says.ACKNOWLEDGE)),
        ("2 tolak unit habis", answer(Says.DECLINE, None, note=UNIT_GONE)),
        ("mboten saged 123 unit habis", answer(Says.DECLINE, note=UNIT_GONE)),
        ("3 berangkat 123", answer(Says.EN_ROUTE)),
        ("sampun mangkat", answer(Says.EN_ROUTE, None)),
        ("Sampun dugi 123", answer(Says.ON_SCENE)),
        ("5. Selesai", answer(Says.COMPLETED, None)),
        ("sampun", answer(Says.COMPLETED, None)),
    ],
)
def test_a_clear_answer_is_understood(text: str, expected: WordedAnswer) -> None:
    assert read_answer(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "123 1",
        "1 tolak",
        "3 selesai 123",
        "dua unit meluncur",
        "lima menit lagi",
        "tiga rumah kebakaran",
        "sampun wonten laporan",
        "okebos 123",
        "OK 123 tapi belum bisa",
        "belum tiba 123",
        "tiba 123?",
        "lokasi 123 di mana",
        "ya ada kebakaran di rumah saya",
        "tidak ada kebakaran",
        "tolong, rumah saya kebakaran",
        "Jalan Gajah Mada 151 kebakaran",
        "selesai 123 belum",
    ],
)
def test_what_is_not_clear_is_left_to_a_person(text: str) -> None:
    assert read_answer(text) is None


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        (UNIT_GONE, DeclineCause.NO_RESOURCE),
        ("maaf bukan wilayah kami", DeclineCause.NOT_OUR_AREA),
        ("bukan tugas kami", DeclineCause.NOT_OUR_SERVICE),
        ("sudah ditangani polsek", DeclineCause.DUPLICATE),
        ("alamat tidak jelas", DeclineCause.NEED_INFORMATION),
        ("lokasi belum aman", DeclineCause.UNSAFE),
        ("capek", None),
    ],
)
def test_the_words_of_a_refusal_give_its_cause(note: str, cause: DeclineCause | None) -> None:
    assert cause_of(note) is cause


@pytest.mark.parametrize(
    ("said", "incident", "place", "meant"),
    [
        ("OK 123", "MJK-26-000123", 1, True),
        ("OK 123", "MJK-26-001123", 1, False),
        ("OK 123-2", "MJK-26-000123", 1, False),
        ("OK 123-2", "MJK-26-000123", 2, True),
        ("OK", "MJK-26-000777", 3, True),
    ],
)
def test_a_number_names_one_order(said: str, incident: str, place: int, *, meant: bool) -> None:
    found = read_answer(said)
    assert found is not None
    assert found.names(incident, place) is meant
