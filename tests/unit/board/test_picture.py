"""The picture in memory.

What changed since, what is gone, and how far back somebody may come from.
"""

import pytest

from dispatch.access.subject import NOTHING, Resource, Role, Subject
from dispatch.board import picture as module
from dispatch.board.incidents_section import IncidentsSection
from dispatch.board.picture import Kept, Picture
from dispatch.board.section import Item
from dispatch.board.units_section import UnitsSection
from tests.support.things import Thing

DESK = Subject(kind="person", id="1", name="Pengendali", role=Role.DISPATCHER)
DAMKAR = Subject(kind="person", id="2", name="Petugas", role=Role.AGENCY, agency_id="damkar-kota")
INCIDENTS, UNITS = IncidentsSection(), UnitsSection()
BOTH = ("incidents", "units")


def item(key: str, *, gone: bool = False, agency: str | None = None, **body: object) -> Item[Thing]:
    return Item(
        key,
        Thing.of(id=key, **body),
        NOTHING if agency is None else Resource(agency_ids=frozenset({agency})),
        gone=gone,
    )


def keys(found: list[Kept] | None) -> list[tuple[str, bool]] | None:
    return None if found is None else [(entry.key, entry.text is None) for entry in found]


def test_who_comes_back_gets_what_changed_since() -> None:
    picture = Picture(10)
    picture.apply(11, [(INCIDENTS, item("a"))])
    picture.apply(12, [(INCIDENTS, item("b"))])
    picture.apply(13, [(INCIDENTS, item("a", gone=True))])
    assert keys(picture.since(10, BOTH, DESK)) == [("a", True), ("b", False)]
    assert keys(picture.since(12, BOTH, DESK)) == [("a", True)]
    assert keys(picture.since(13, BOTH, DESK)) == []


@pytest.mark.parametrize("after", [9, 12])
def test_who_comes_from_before_the_picture_or_from_another_log_gets_none(after: int) -> None:
    picture = Picture(10)
    picture.apply(11, [(INCIDENTS, item("a"))])
    assert picture.since(after, BOTH, DESK) is None


def test_what_moves_without_facts_is_always_returned() -> None:
    picture = Picture(10)
    picture.replace(UNITS, [item("u", lat=1.0)])
    picture.replace(UNITS, [item("u", lat=2.0)])
    assert keys(picture.since(10, BOTH, DESK)) == [("u", False)]


def test_nobody_gets_what_others_may_see() -> None:
    picture = Picture(10)
    picture.apply(
        11,
        [
            (INCIDENTS, item("a", agency="psc119-kota")),
            (INCIDENTS, item("b", agency="damkar-kota")),
        ],
    )
    assert keys(picture.since(10, BOTH, DAMKAR)) == [("b", False)]
    assert keys(picture.items(INCIDENTS, DAMKAR)) == [("b", False)]


def test_a_section_that_is_read_again_tells_what_differs() -> None:
    picture = Picture(10)
    picture.replace(INCIDENTS, [item("a"), item("b"), item("c")])
    before = picture.revision
    assert keys(picture.replace(INCIDENTS, [item("a"), item("b", note="x")])) == [
        ("b", False),
        ("c", True),
    ]
    assert picture.replace(INCIDENTS, [item("a"), item("b", note="x")]) == []
    assert picture.revision == before + 1


def test_an_item_that_an_agency_may_see_now_is_a_change_though_its_text_is_the_same() -> None:
    picture = Picture(10)
    picture.apply(11, [(INCIDENTS, item("a"))])
    assert keys(picture.apply(12, [(INCIDENTS, item("a", agency="damkar-kota"))])) == [("a", False)]


def test_what_was_gone_too_long_ago_is_forgotten_and_who_comes_from_before_takes_a_snapshot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GONE_AT_MOST", 2)
    picture = Picture(0)
    picture.apply(1, [(INCIDENTS, item(key)) for key in "abc"])
    for seq, key in enumerate("abc", 2):
        picture.apply(seq, [(INCIDENTS, item(key, gone=True))])
    assert picture.since(1, BOTH, DESK) is None
    assert keys(picture.since(2, BOTH, DESK)) == [("b", True), ("c", True)]


def test_what_comes_back_to_the_board_is_no_longer_gone() -> None:
    picture = Picture(0)
    picture.apply(1, [(INCIDENTS, item("a"))])
    picture.apply(2, [(INCIDENTS, item("a", gone=True))])
    picture.apply(3, [(INCIDENTS, item("a"))])
    assert keys(picture.items(INCIDENTS, DESK)) == [("a", False)]
    assert keys(picture.since(2, BOTH, DESK)) == [("a", False)]
