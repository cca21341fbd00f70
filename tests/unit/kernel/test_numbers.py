import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.numbers import is_short_code, to_e164

WARGA = "+6281234567890"


@pytest.mark.parametrize(
    "raw",
    [
        "+620812 3456 7890",
        "62081234567890",
        "+62 (0)812-3456-7890",
        "+62 0812 3456 7890",
        "0812/3456/7890",
        "tel:+62-812-3456-7890;ext=12",
        "tel:%2B6281234567890",
        "sip:081234567890@10.0.0.1;user=phone",
        '"Warga" <sip:+6281234567890@ims>',
        "whatsapp:+6281234567890",
        "006281234567890",
        "001 62 81234567890",
        "81234567890",
        "081234567890 ext 12",
        "0812 3456 7890 / 0813 1111 2222",
        "+62 812-3456-7890 (Budi)",
        "\u202a+62\u00a0812-3456-7890\u202c",
        "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10",
        6281234567890,
    ],
)
def test_one_person_whatever_the_spelling(raw: object) -> None:
    assert to_e164(raw, "0321") == WARGA


@pytest.mark.parametrize("raw", ["321456", "(0321) 321456", "0321-321456", "+62 321 321456"])
def test_a_local_number_is_completed_with_the_area_code_of_the_city(raw: str) -> None:
    assert to_e164(raw, "0321") == "+62321321456"


@pytest.mark.parametrize("raw", ["112", "1500-123", "1500123", "14045", "1708"])
def test_a_short_code_stays_itself(raw: str) -> None:
    assert is_short_code(raw)
    assert to_e164(raw, "0321") is None


@pytest.mark.parametrize("raw", ["", "anonymous", "GOJEK", "7", None, True, 3.5, "08", "-"])
def test_what_is_no_number_is_none(raw: object) -> None:
    assert to_e164(raw, "0321") is None


def test_another_country_keeps_its_own() -> None:
    assert to_e164("+65 6123 4567") == "+6561234567"


@given(st.one_of(st.text(), st.integers(), st.none(), st.booleans()))
def test_nothing_breaks_it_and_what_it_says_stays_so(raw: object) -> None:
    found = to_e164(raw, "0321")
    assert found is None or to_e164(found, "0321") == found
