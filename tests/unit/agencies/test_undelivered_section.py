"""Whose notices a fact may change: the order's, its incident's, its agency's."""

from uuid import UUID

import pytest

from agencies.delivery.board_section import UndeliveredSection
from dispatch.board.section import LoggedEvent
from tests.support.wire import kinds_of_events

NOUN = UUID(int=7)


def touched(kind: str, agency_id: str | None = "damkar-kota") -> list[str]:
    event = LoggedEvent(
        seq=1, type=kind, noun_id=NOUN, incident_id=None, agency_id=agency_id, data={}
    )
    return list(UndeliveredSection().touched(event))


@pytest.mark.parametrize("kind", sorted(kind.type for kind in kinds_of_events()))
def test_a_fact_touches_what_is_shown_of_its_noun(kind: str) -> None:
    keys = {
        "task": [str(NOUN)],
        "delivery": [str(NOUN)],
        "incident": [f"incident:{NOUN}"],
        "registry": ["agency:damkar-kota"] * (kind == "registry.changed"),
    }
    assert touched(kind) == keys.get(kind.partition(".")[0], [])


def test_a_change_of_no_agency_touches_nothing() -> None:
    assert touched("registry.changed", agency_id=None) == []
