import pytest

from dispatch.kernel.masking import MASK, MASK_NIK, mask_personal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("RW 05 081234567890", f"RW 05 {MASK}"),
        ("RT 003 RW 005 0812-3456-7890 dekat masjid", f"RT 003 RW 005 {MASK} dekat masjid"),
        ("no 081 234 567 890", f"no {MASK}"),
        ("hubungi 0812.3456.7890 atau 62812/3456/7890", f"hubungi {MASK} atau {MASK}"),
        ("(0321) 321456", MASK),
        ("+65 6123 4567", MASK),
        ("\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10", MASK),
        ("NIK 3576011203900001", f"NIK {MASK_NIK}"),
        ("3576-0112-0390-0001", MASK_NIK),
        ("35.76.01.120390.0001", MASK_NIK),
        ("3576 0112 0390 0001/081234567890", f"{MASK_NIK}/{MASK}"),
    ],
)
def test_numbers_of_telephones_and_identity_cards_are_hidden(text: str, shown: str) -> None:
    assert mask_personal(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Jl. Gajah Mada 151 RT 02 RW 05",
        "lat -7.4716123456 lon 112.4401987654",
        "tanggal 12 03 2026 jam 10 00",
        "km 12 arah Surabaya, 3 orang luka",
        "kebakaran!",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text
