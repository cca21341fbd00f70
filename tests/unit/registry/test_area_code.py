"""One code for an area, whatever form a file writes it in."""

import pytest

from agencies.geo.area_code import (
    NamedCode,
    Numbering,
    bps_code,
    code_in,
    kemendagri_code,
    numbering_of,
)

KNOWN = {
    "35.76.01": "Prajurit Kulon",
    "35.76.02": "Magersari",
    "35.76.03": "Kranggan",
    "35.76.01.1003": "Mentikan",
    "35.76.02.1001": "Wates",
    "35.76.03.1001": "Kranggan",
    "35.76.03.1002": "Miji",
    "35.16.13": "Sooko",
}


@pytest.mark.parametrize(
    "written",
    [
        "35.76.01.1003",
        "3576011003",
        "ID3576011003",
        "id 35.76.01.1003",
        "IDN-3576011003",
        "35 76 01 1003",
        "35-76-01-1003",
        "35.76.1.1003",
        " 3576011003 ",
        "3576011003.0",
    ],
)
def test_a_kelurahan_of_kemendagri_in_any_form(written: str) -> None:
    assert kemendagri_code(written) == "35.76.01.1003"


@pytest.mark.parametrize(
    ("written", "code"),
    [("35", "35"), ("3576", "35.76"), ("ID3576", "35.76"), ("357601", "35.76.01")],
)
def test_the_levels_above(written: str, code: str) -> None:
    assert kemendagri_code(written) == code


@pytest.mark.parametrize("written", ["3576010006", "3576010", "", "Mentikan", "35761", "35.76.x1"])
def test_what_cannot_be_of_kemendagri(written: str) -> None:
    assert kemendagri_code(written) is None


def test_a_code_of_bps() -> None:
    assert bps_code("3576010006") == bps_code("ID35.76.010.006") == "35.76.010.006"


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("3576010006", "MENTIKAN", "35.76.01.1003"),
        ("3576020001", "Wates", "35.76.02.1001"),
        ("3576010", "PRAJURITKULON", "35.76.01"),
        ("3516130", "Sooko", "35.16.13"),
        # The kecamatan and the kelurahan of one name are told apart by their depth.
        ("3576021", "Kranggan", "35.76.03"),
        ("3576021003", "Kranggan", "35.76.03.1001"),
    ],
)
def test_a_code_of_bps_is_translated_by_the_name(written: str, name: str, code: str) -> None:
    assert code_in(Numbering.BPS, NamedCode(written, name), KNOWN) == code


def test_a_name_nobody_knows_keeps_its_number() -> None:
    area = NamedCode("3576010099", "Antah Berantah")
    assert code_in(Numbering.BPS, area, KNOWN) == "3576010099"


def test_one_code_that_can_only_be_of_bps_decides_for_the_file() -> None:
    areas = [NamedCode("3576021001", "Miji"), NamedCode("3576010006", "Mentikan")]
    assert numbering_of(areas, KNOWN) is Numbering.BPS


def test_where_every_code_could_be_of_both_the_names_decide() -> None:
    # Read as of Kemendagri this is Wates.
    assert numbering_of([NamedCode("3576021001", "Miji")], KNOWN) is Numbering.BPS
    assert numbering_of([NamedCode("3576021001", "Wates")], KNOWN) is Numbering.KEMENDAGRI
    assert numbering_of([NamedCode("3576021001", "?")], KNOWN) is Numbering.KEMENDAGRI


def test_codes_of_another_country_stay_as_they_are() -> None:
    area = NamedCode("NL.UT.0344", "Utrecht")
    numbering = numbering_of([area], KNOWN)
    assert code_in(numbering, area, KNOWN) == "NL.UT.0344"
