"""The language of an answer: the one its reader likes best of ours, Indonesian otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.web.language import choose_language, speaking, spoken


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("id", "id"),
        ("en", "en"),
        ("EN-GB", "en"),
        ("en-US,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en;q=0.4,id;q=0.6", "id"),
        ("fr,de", "id"),
        ("fr,en;q=0.1", "en"),
        ("en;q=0", "id"),
        ("en;q=0,id;q=0", "id"),
        ("en;q=x", "en"),
        ("*", "id"),
        (" en ; q=0.5 , id ; q=0.4 ", "en"),
        (",,;;", "id"),
    ],
)
def test_the_best_liked_of_ours_is_spoken(header: str, language: str) -> None:
    assert choose_language(header) == language


@given(st.text(max_size=100))
def test_any_header_leads_to_a_language_of_ours(header: str) -> None:
    assert choose_language(header) in {"id", "en"}


def test_a_language_holds_inside_its_block_only() -> None:
    assert spoken() == "id"
    with speaking("en"):
        assert spoken() == "en"
        with speaking("fr"):
            assert spoken() == "id"
        assert spoken() == "en"
    assert spoken() == "id"
