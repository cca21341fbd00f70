"""Two incidents that are one emergency: counted together, and told apart again."""

from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.events import IncidentUnmerged, ReportCounted
from dispatch.incidents.merge import count_report, get_pair, merge, uncount_report, unmerge
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, Invalid
from tests.support.ledger import Ledger, after, put_incident

REPORT: Final = UUID(int=5)


def pair(
    first: float, second: float, *, counts: tuple[int, int] = (1, 1)
) -> tuple[Ledger, Incident, Incident]:
    """Put two incidents that reached the centre at these seconds."""
    work = Ledger(at=600)
    one, other = (
        put_incident(work, state="pending", reached_at=after(at), report_count=count)
        for at, count in zip((first, second), counts, strict=True)
    )
    return work, one, other


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 5), st.integers(0, 5))
async def test_taking_a_merge_back_leaves_both_as_they_were(
    first: int, second: int, ours: int, theirs: int
) -> None:
    work, one, other = pair(first, second, counts=(ours, theirs))
    before = [row.model_dump(exclude={"version", "words_at"}) for row in (one, other)]
    await merge(work, one, other, reason="kebakaran yang sama")
    assert (one.state, one.merged_into) == ("merged", other.id)
    assert other.reached_at == after(min(first, second))
    assert other.report_count == ours + theirs
    await unmerge(work, one)
    assert [row.model_dump(exclude={"version", "words_at"}) for row in (one, other)] == before


async def test_an_even_earlier_report_that_came_since_stays_when_the_merge_is_taken_back() -> None:
    work, one, other = pair(100, 200)
    await merge(work, one, other)
    await count_report(work, other, report_id=REPORT, reached_at=after(40))
    await unmerge(work, one)
    assert (other.report_count, other.reached_at) == (2, after(40))


async def test_every_count_is_told_with_the_earliest_time() -> None:
    work, incident, _ = pair(100, 200)
    await count_report(work, incident, report_id=REPORT, reached_at=after(40))
    fact = work.last(ReportCounted)
    assert (fact.report_count, fact.reached_at) == (2, after(40).isoformat())
    assert incident.words_at == after(600)
    # The report belongs elsewhere: the next earliest counts again, and nothing new was said.
    work.be_at(700)
    await uncount_report(work, incident, report_id=REPORT, reached_at=after(100))
    assert (incident.report_count, incident.reached_at) == (1, after(100))
    assert incident.words_at == after(600)


async def test_a_count_never_falls_below_nothing() -> None:
    work, incident, _ = pair(0, 0, counts=(0, 1))
    await uncount_report(work, incident, report_id=REPORT, reached_at=after(0))
    assert incident.report_count == 0


async def test_an_incident_is_not_merged_with_itself_nor_into_what_is_over() -> None:
    work, one, other = pair(0, 10)
    with pytest.raises(Invalid) as itself:
        await get_pair(work, one.id, one.id)
    assert itself.value.code == "incident.merge_with_itself"
    await work.change(other, state="closed")
    with pytest.raises(Conflict):
        await merge(work, one, other)
    assert (one.state, work.facts()) == ("pending", [])


async def test_the_pair_comes_in_the_order_it_was_asked_for() -> None:
    work, one, other = pair(0, 10)
    assert await get_pair(work, one.id, other.id) == (one, other)
    assert await get_pair(work, other.id, one.id) == (other, one)


async def test_who_is_merged_on_and_on_is_told_apart_from_the_last_one() -> None:
    work, one, other = pair(300, 200)
    third = put_incident(work, state="in_progress", reached_at=after(100), report_count=4)
    await merge(work, one, other)
    await merge(work, other, third)
    assert (third.report_count, third.reached_at) == (6, after(100))
    await unmerge(work, other)
    assert (third.report_count, other.report_count, other.state) == (4, 2, "pending")
    assert work.last(IncidentUnmerged).out_of == str(third.id)
