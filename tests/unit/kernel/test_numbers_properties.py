"""Telephone numbers: one person has one number, whoever writes it and however."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.masking import MASK, MASK_NIK, mask_personal
from dispatch.transports.numbers import NumberPlan, is_short_code, to_e164

# Mobile numbers of the country: 8, the operator's two digits, and seven digits of its own.
MOBILES = st.integers(0, 9_999_999).map(lambda rest: f"812{rest:07d}")
WRAPPINGS = (
    "0{}",
    "62{}",
    "+62{}",
    "0062{}",
    "+620{}",
    "+62 (0){}",
    "tel:+62{}",
    "TEL:0{}",
    "sip:+62{}@trunk.example:5060;transport=udp",
    "sips:0{}@10.1.2.3",
    "whatsapp:+62{}",
    "<sip:0{}@x>",
    "  0{}  ",
    "\u202d0{}\u202c",
    "\ufeff0{}",
    "0{};ext=3",
    "0{} ext 3",
    "0{}#12",
)
SEPARATORS = ("", " ", "-", ".", "/", " - ", "\u00a0", "_", ") ")


@given(MOBILES, st.sampled_from(WRAPPINGS))
def test_every_wrapping_of_a_number_is_the_number(number: str, wrapping: str) -> None:
    assert to_e164(wrapping.format(number)) == f"+62{number}"


@given(MOBILES, st.sampled_from(SEPARATORS), st.sampled_from(["0", "62", "+62"]))
def test_gaps_between_the_digits_mean_nothing(number: str, gap: str, prefix: str) -> None:
    written = f"{prefix}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"
    assert to_e164(written) == f"+62{number}"


@given(MOBILES)
def test_digits_of_any_script_are_digits(number: str) -> None:
    arabic = f"0{number}".translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    wide = f"0{number}".translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    assert to_e164(arabic) == to_e164(wide) == f"+62{number}"


@given(MOBILES)
def test_what_is_a_number_already_stays_the_same(number: str) -> None:
    once = to_e164(number)
    assert once == f"+62{number}"
    assert to_e164(once) == once


@given(st.text(max_size=150) | st.integers() | st.none() | st.floats() | st.booleans())
def test_nothing_raises_and_what_comes_out_can_be_dialled(raw: object) -> None:
    found = to_e164(raw, "0321")
    assert found is None or (found.startswith("+") and found[1:].isdecimal() and len(found) <= 16)
    assert isinstance(is_short_code(raw), bool)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("321456", "+62321321456"),
        ("321-456", "+62321321456"),
        ("(0321) 321456", "+62321321456"),
        ("0321/321456", "+62321321456"),
        ("62321321456", "+62321321456"),
        ("081234567890", "+6281234567890"),
        ("112", None),
        ("1500-046", None),
        ("14045", None),
        ("anonymous", None),
        ("", None),
        ("0", None),
        ("0000000000", None),
        ("+6591234567", "+6591234567"),
        ("001 62 81234567890", "+6281234567890"),
        ("081234567890 / 081398765432", "+6281234567890"),
        ("081234567890 atau 0321321456", "+6281234567890"),
        ("Bu Sri 081234567890", "+6281234567890"),
        (81234567890, "+6281234567890"),
        (True, None),
    ],
)
def test_a_town_completes_what_is_written_without_an_area(raw: object, number: str | None) -> None:
    assert NumberPlan("ID", "0321").e164(raw) == number


@pytest.mark.parametrize("raw", ["321456", "21 456"])
def test_without_an_area_a_local_number_is_none(raw: str) -> None:
    assert NumberPlan("ID").e164(raw) is None


@pytest.mark.parametrize("raw", ["112", "110", "113", "115", "119", "123", "1500-123", "14045"])
def test_numbers_of_the_network_stay_themselves(raw: str) -> None:
    assert is_short_code(raw)
    assert to_e164(raw, "0321") is None


@pytest.mark.parametrize("raw", ["081234567890", "321456", "", "abc", None, "11", "00112"])
def test_other_numbers_are_no_short_codes(raw: object) -> None:
    assert not is_short_code(raw)


# What others need not know of a text.


@given(MOBILES, st.sampled_from(["0{}", "+62{}", "62{}", "0{} ya", "hub 0{}, cepat", "wa:0{}"]))
def test_a_number_in_words_is_masked(number: str, words: str) -> None:
    shown = mask_personal(words.format(number))
    assert number not in shown
    assert MASK in shown


@given(MOBILES, st.sampled_from([" ", "-", ".", "/"]), st.integers(1, 99), st.integers(1, 99))
def test_rt_and_rw_before_a_number_stay(number: str, gap: str, rt: int, rw: int) -> None:
    parted = f"0{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"
    shown = mask_personal(f"RT {rt:02d} RW {rw:02d} {parted}")
    assert shown == f"RT {rt:02d} RW {rw:02d} {MASK}"


@given(
    province=st.integers(11, 94),
    city=st.integers(1, 79),
    district=st.integers(1, 20),
    day=st.integers(1, 71),
    month=st.integers(1, 12),
    year=st.integers(0, 99),
    serial=st.integers(1, 9999),
)
def test_the_number_of_an_identity_card_is_masked(
    province: int, city: int, district: int, day: int, month: int, year: int, serial: int
) -> None:
    born = f"{day:02d}{month:02d}{year:02d}"
    card = f"{province}{city:02d}{district:02d}{born}{serial:04d}"
    assert mask_personal(f"nik saya {card} pak") == f"nik saya {MASK_NIK} pak"
    spaced = f"{card[:6]} {card[6:12]} {card[12:]}"
    assert mask_personal(spaced) == MASK_NIK


@pytest.mark.parametrize(
    "text",
    [
        "kebakaran di jl gajah mada no 151",
        "rt 05 rw 03 kelurahan kranggan",
        "km 12 arah jombang",
        "-7.4716,112.4401",
        "jam 08.30 tanggal 22-11-2026",
        "plat S 1234 AB",
        "harga 1.500.000",
        "kode pos 61321",
        "lantai 3 kamar 12",
        "",
        "tanpa angka",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once) == once
