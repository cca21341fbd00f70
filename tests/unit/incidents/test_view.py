"""An incident as people see it: the same facts for all, numbers only for who may call back."""

from typing import Any, Final
from uuid import UUID

import pytest

from dispatch.incidents.signs import DESK
from dispatch.incidents.view import IncidentView, incident_members, sign_views
from dispatch.kernel.masking import MASK
from dispatch.kernel.web.language import speaking
from tests.support.ledger import Ledger, put_incident

NUMBER: Final = "0812-3456-7890"
SITI: Final = UUID(int=1)


def shown(*, unmasked: bool = False, **values: Any) -> IncidentView:
    row = put_incident(Ledger(), **values).model_dump()
    return IncidentView.model_validate(incident_members(row, unmasked=unmasked))


@pytest.mark.parametrize("unmasked", [True, False])
def test_a_number_in_any_of_its_words_is_for_who_may_call_back(*, unmasked: bool) -> None:
    view = shown(
        unmasked=unmasked,
        summary=f"Rumah terbakar, hubungi {NUMBER}",
        address=f"Jl. Majapahit 5, {NUMBER}",
        lat=-7.47,
        lon=112.43,
        location_method="caller",
    )
    number = NUMBER if unmasked else MASK
    assert view.summary == f"Rumah terbakar, hubungi {number}"
    assert view.location is not None
    assert view.address == view.location.address == f"Jl. Majapahit 5, {number}"


def test_what_is_not_known_is_not_shown_as_something() -> None:
    view = shown(address=None)
    assert (view.location, view.address, view.area, view.referral) == (None, None, None, None)


def test_half_a_place_is_none_and_its_words_stay() -> None:
    view = shown(address="Jl. Majapahit 5", lat=-7.47, lon=None)
    assert (view.location, view.address) == (None, "Jl. Majapahit 5")


@pytest.mark.parametrize("ticket", [None, "SP4N-7781"])
def test_to_whom_it_was_handed_stands_with_the_ticket_there(ticket: str | None) -> None:
    view = shown(state="referred", referred_to="pdam", referral_ticket=ticket, area_code="35.76")
    assert view.referral is not None
    assert (view.referral.to, view.referral.ticket) == ("pdam", ticket)
    assert view.area is not None
    assert (view.area.code, view.area.name) == ("35.76", None)


def test_a_sign_says_who_said_it_in_the_readers_language_and_denied_ones_are_left_out() -> None:
    signs: list[dict[str, Any]] = [
        {"code": "injured", "count": 2, "by": [str(SITI), DESK], "counted": True},
        {"code": "trapped", "count": None, "by": [str(SITI)]},
        {"code": "weapon", "count": None, "by": [DESK], "denied": True},
    ]
    injured, trapped = sign_views(signs)
    assert (injured.code, injured.count, injured.by_desk, injured.reports) == (
        "injured",
        2,
        True,
        (SITI,),
    )
    assert (trapped.by_desk, trapped.reports) == (False, (SITI,))
    words = {}
    for language in ("id", "en"):
        with speaking(language):
            words[language] = str(injured.label)
    assert words["id"] != words["en"]
    assert "injured" not in words["id"]
