"""Flags that words alone raise."""

import pytest

from intake.triage.features import read
from intake.triage.flags import find_flags


def raised(text: str) -> dict[str, tuple[str, ...]]:
    found = find_flags(read(text), None, 0)
    return {flag.code: flag.words for flag in found}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("anak umur tiga tahun sendirian di rumah, orang tuanya pergi", "children_alone"),
        ("bocah loro ditinggal wong tuwane ket wingi", "children_alone"),
        ("mobil tercebur sungai, sopirnya belum keluar", "water"),
        ("arek kintir nang kali", "water"),
        ("kabel listrik putus di jalan", "line_down"),
    ],
)
def test_words_raise_what_no_one_labels(text: str, code: str) -> None:
    assert code in raised(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("anak saya sakit. saya sendirian di rumah", "children_alone"),
        ("simulasi mobil tercebur sungai, hanya latihan", "water"),
        ("semalam mimpi anak saya hanyut", "water"),
        ("kabel internet kusut", "line_down"),
    ],
)
def test_what_is_not_said_or_does_not_happen_raises_nothing(text: str, code: str) -> None:
    assert code not in raised(text)


def test_the_words_that_raised_a_flag_are_shown() -> None:
    assert raised("anakku cilik ditinggal dewe nang omah")["children_alone"] == (
        "anakku",
        "cilik",
        "ditinggal",
    )
