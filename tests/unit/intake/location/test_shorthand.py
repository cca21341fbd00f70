"""Names of which only the consonants are left."""

import pytest

from intake.location.find import read_places
from intake.location.shorthand import Name, Shorthand
from tests.support.city import GAZETTEER

_NAMES: list[Name] = [("semeru",), ("raden", "wijaya"), ("raden",), ("gedongan",), ("gedangan",)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("smr", ("semeru",)),
        ("smr no 3", ("semeru",)),
        ("rdn wjy", ("raden", "wijaya")),
        ("rdn", ("raden",)),
        ("gdngn", None),
        ("semeru", None),
        ("", None),
    ],
)
def test_one_name_alone_must_be_left_so(said: str, name: Name | None) -> None:
    assert Shorthand(_NAMES).find(said.split()) == name


@pytest.mark.parametrize("text", ["tbrkn d jl smr", "jl. Smr no 4", "d jln smr"])
def test_a_street_is_found_behind_its_word(text: str) -> None:
    assert read_places(text, GAZETTEER).places[0].name.startswith("Jl. Semeru")


@pytest.mark.parametrize("text", ["smr kobong", "d smr", "jl rmh sy", "kel sy"])
def test_without_that_word_so_short_a_name_is_none(text: str) -> None:
    assert read_places(text, GAZETTEER).places == ()
