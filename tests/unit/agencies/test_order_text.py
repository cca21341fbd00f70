"""An order as two SMS: what must stand in it, and what must not."""

from typing import Any

import pytest

from agencies.channels.notice import ChannelTrial
from agencies.channels.order_text import TWO_SMS, order_text, plain
from agencies.delivery.facts import notice_body
from tests.unit.agencies.test_facts import record


def text(event: str = "task.assigned", reason: str | None = None, **changes: Any) -> str:
    row = record(**({"stand_by": False} | changes))
    return order_text(notice_body(row, event=event, reason=reason, base_url=""))


def test_an_order_says_what_how_urgent_where_and_how_to_answer() -> None:
    assert text() == (
        "112 TUGAS 1 P1: Kebakaran. Jl. Majapahit 5, Kranggan."
        " https://maps.google.com/?q=-7.47000,112.43000 Balas OK 1 atau TOLAK 1 alasan"
    )


@pytest.mark.parametrize(
    ("event", "changes", "begins"),
    [
        ("task.assigned", {"stand_by": True}, "112 SIAGA 1 P1, jangan berangkat dulu"),
        ("task.released", {}, "112 BERANGKAT 1 P1"),
        ("task.cancelled", {}, "112 BATAL 1: Kebakaran"),
        ("task.aborted", {}, "112 KEMBALI 1: Kebakaran"),
        ("task.returned", {}, "112 BELUM SELESAI 1"),
        ("task.assigned", {"count": 3}, "112 TUGAS 1 P1: Kebakaran. Kirim 3 regu."),
        ("task.reinforced", {"count": 2}, "112 TAMBAH 1 P1: Kebakaran. Kirim 2 regu."),
        ("task.assigned", {"drill": True}, "LATIHAN. 112 TUGAS 1"),
        ("task.assigned", {"order_place": 2}, "112 TUGAS 1-2 P1"),
    ],
)
def test_the_first_words_say_what_is_asked(
    event: str, changes: dict[str, Any], begins: str
) -> None:
    assert text(event, **changes).startswith(begins)


def test_a_recall_says_why_and_how_to_say_that_it_was_heard() -> None:
    told = text("task.aborted", "api sudah padam")
    assert told.endswith("Tugas dihentikan. api sudah padam. Balas BATAL 1")


@pytest.mark.parametrize("event", ["task.assigned", "task.cancelled", "task.aborted"])
def test_however_long_the_place_it_fits_and_the_answer_stands_in_it(event: str) -> None:
    told = text(event, "alasan " * 50, address="Jalan Raya Pahlawan Gang Melati " * 30)
    assert len(told) <= TWO_SMS
    assert told.rpartition("Balas ")[2].startswith(("OK 1", "BATAL 1"))


def test_nothing_of_the_caller_goes_over_an_open_network() -> None:
    told = text(summary="Ibu Siti sesak napas, hubungi 081234567890", address="Rumah 081234567890")
    assert "Siti" not in told
    assert "sesak" not in told
    assert "081234567890" not in told


def test_a_place_that_is_not_known_is_said() -> None:
    told = text(lat=None, lon=None, address=None, area_code=None)
    assert "Lokasi belum jelas, hubungi 112." in told
    assert "maps" not in told


def test_a_rough_place_says_how_rough() -> None:
    assert "Jl. Majapahit 5, Kranggan (kira-kira 300 m)." in text(accuracy_m=300.0)


@pytest.mark.parametrize(
    "odd", ["Jl. \u2018Caf\u00e9\u2019 \u21165", "\u0645\u0633", "a\u202eb", "\U0001f525 api"]
)
def test_only_letters_that_every_telephone_has_are_sent(odd: str) -> None:
    assert plain(odd).isascii()
    assert not set(plain(odd)) & set("^{}\\[~]|")


def test_braces_in_a_place_fill_in_nothing() -> None:
    assert "{" not in text(address="{order} {0}")


def test_a_trial_needs_no_answer() -> None:
    assert "Tidak perlu dijawab" in order_text(ChannelTrial())
