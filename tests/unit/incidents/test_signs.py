"""What is said of people and danger: by several callers, counted and denied by a desk."""

from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.events import IncidentSignsChanged
from dispatch.incidents.lifecycle import OPEN, IncidentState
from dispatch.incidents.models import Incident
from dispatch.incidents.signs import Edit, edit_signs, hear_signs, signs_of, unhear_signs
from routing.case import Sign
from tests.support.ledger import Ledger, put_incident

SITI, KARTO = UUID(int=1), UUID(int=2)
CODES: Final = ("injured", "trapped", "weapon")
SIGNS: Final = st.builds(Sign, st.sampled_from(CODES), st.one_of(st.none(), st.integers(1, 9)))
WORDS: Final = st.lists(SIGNS, max_size=3, unique_by=lambda sign: sign.code).map(tuple)
CALLERS: Final = st.sampled_from([SITI, KARTO, UUID(int=3)])


def begin() -> tuple[Ledger, Incident]:
    work = Ledger(at=60)
    return work, put_incident(work, state="pending")


def counted(incident: Incident) -> dict[str, int | None]:
    return {sign.code: sign.count for sign in signs_of(incident)}


def by(incident: Incident, code: str) -> list[str]:
    return next((one["by"] for one in incident.signs if one["code"] == code), [])


async def test_of_two_callers_the_larger_number_counts_and_both_are_named() -> None:
    work, incident = begin()
    await hear_signs(work, incident, [Sign("injured", 2)], report_id=SITI)
    await hear_signs(work, incident, [Sign("injured", 5)], report_id=KARTO)
    await hear_signs(work, incident, [Sign("injured")], report_id=UUID(int=3))
    assert counted(incident) == {"injured": 5}
    assert by(incident, "injured") == [str(SITI), str(KARTO), str(UUID(int=3))]
    # The third said nothing new, so nothing has to be planned again.
    assert work.facts() == ["incident.signs_changed"] * 2


async def test_what_a_person_counted_is_not_changed_by_words() -> None:
    work, incident = begin()
    await edit_signs(work, incident, Edit(signs=(Sign("injured", 1),)))
    await hear_signs(work, incident, [Sign("injured", 9)], report_id=SITI)
    assert counted(incident) == {"injured": 1}
    # Without a number the desk leaves the one that was heard.
    await edit_signs(work, incident, Edit(signs=(Sign("injured"),)))
    assert counted(incident) == {"injured": 1}


async def test_a_desk_that_did_not_count_takes_the_number_of_the_words() -> None:
    work, incident = begin()
    await edit_signs(work, incident, Edit(signs=(Sign("trapped"),)))
    for caller, count in ((SITI, 3), (KARTO, 5)):
        await hear_signs(work, incident, [Sign("trapped", count)], report_id=caller)
        await edit_signs(work, incident, Edit(signs=(Sign("trapped"),)))
        assert counted(incident) == {"trapped": count}


async def test_what_was_denied_stays_so_for_the_words_it_was_denied_to() -> None:
    work, incident = begin()
    await hear_signs(work, incident, [Sign("weapon")], report_id=SITI)
    await edit_signs(work, incident, Edit(not_so=("weapon",)))
    assert counted(incident) == {}
    await hear_signs(work, incident, [Sign("weapon")], report_id=SITI)
    assert counted(incident) == {}
    # Another caller may see what has happened since: it counts again.
    await hear_signs(work, incident, [Sign("weapon")], report_id=KARTO)
    assert (counted(incident), by(incident, "weapon")) == ({"weapon": None}, [str(KARTO)])


async def test_denying_what_nobody_said_is_remembered() -> None:
    work, incident = begin()
    await edit_signs(work, incident, Edit(not_so=("trapped",)))
    assert (counted(incident), work.facts()) == ({}, [])
    await edit_signs(work, incident, Edit(signs=(Sign("trapped", 2),)))
    assert counted(incident) == {"trapped": 2}
    assert work.last(IncidentSignsChanged).added == ["trapped"]


async def test_a_report_that_belongs_elsewhere_takes_only_its_own_words_away() -> None:
    work, incident = begin()
    await hear_signs(work, incident, [Sign("injured", 2), Sign("weapon")], report_id=SITI)
    await hear_signs(work, incident, [Sign("injured", 2)], report_id=KARTO)
    await unhear_signs(work, incident, report_id=SITI)
    assert (counted(incident), by(incident, "injured")) == ({"injured": 2}, [str(KARTO)])
    fact = work.last(IncidentSignsChanged)
    assert (fact.removed, fact.added, fact.by) == (["weapon"], [], str(SITI))


@pytest.mark.parametrize("state", sorted(set(IncidentState) - OPEN))
async def test_what_is_over_hears_no_more(state: IncidentState) -> None:
    work = Ledger()
    incident = put_incident(work, state=state)
    await hear_signs(work, incident, [Sign("trapped")], report_id=SITI)
    assert (incident.signs, work.facts()) == ([], [])


@given(st.lists(st.tuples(CALLERS, WORDS), max_size=6))
async def test_callers_are_heard_the_same_in_whatever_order_they_ring(
    calls: list[tuple[UUID, tuple[Sign, ...]]],
) -> None:
    heard: dict[str, tuple[int | None, set[str]]] = {}
    for turned in (calls, calls[::-1]):
        work, incident = begin()
        for caller, signs in turned:
            await hear_signs(work, incident, signs, report_id=caller)
        found = {one["code"]: (one["count"], set(one["by"])) for one in incident.signs}
        assert turned is calls or found == heard
        heard = found
        counts = [sign.count for _, signs in calls for sign in signs if sign.code == "injured"]
        said = [count for count in counts if count is not None]
        assert counted(incident).get("injured") == max(said, default=None)


async def say(
    work: Ledger, incident: Incident, caller: UUID, signs: tuple[Sign, ...], *, is_denied: bool
) -> None:
    """Let a caller say something, or the desk that it is not so."""
    if is_denied:
        await edit_signs(work, incident, Edit(not_so=tuple(sign.code for sign in signs)))
    else:
        await hear_signs(work, incident, signs, report_id=caller)


@given(st.lists(st.tuples(CALLERS, WORDS, st.booleans()), max_size=8))
async def test_the_log_tells_from_which_sign_to_which_an_incident_went(
    changes: list[tuple[UUID, tuple[Sign, ...], bool]],
) -> None:
    """Whoever follows only the facts knows the same signs as who reads the row."""
    work, incident = begin()
    told: set[str] = set()
    for caller, signs, is_denied in changes:
        before, facts = counted(incident), len(work.facts())
        await say(work, incident, caller, signs, is_denied=is_denied)
        news = [entry.event for entry in work._entries[facts:]]
        assert len(news) == (counted(incident) != before)
        for fact in news:
            assert isinstance(fact, IncidentSignsChanged)
            told = (told | set(fact.added)) - set(fact.removed)
        assert told == set(counted(incident))
