"""The table of intervals is whole: every metric has its row, its words and facts that exist."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.response_times.intervals import REPORT, definitions
from dispatch.sla import marks
from dispatch.sla.clocks import Clocks
from dispatch.sla.intervals import INTERVAL_OF, INTERVALS, Interval
from dispatch.sla.metrics import WORDS, Metric
from dispatch.sla.moves import Stop
from dispatch.sla.policy import PolicySource
from dispatch.units.events import UnitMilestone
from dispatch.units.milestones import Milestone
from reactions import reaction_table
from tests.unit.sla.story import NoPlans

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NO_WORK = cast("UnitOfWork", None)


def facts(interval: Interval) -> set[str]:
    columns = (interval.starts, interval.stops, interval.voids, interval.restates)
    return {fact for column in columns for fact in column}


def test_every_metric_has_one_row_in_the_order_of_the_chain() -> None:
    assert [each.metric for each in INTERVALS] == list(Metric)


def test_every_metric_has_its_words_in_both_languages() -> None:
    assert set(WORDS) == set(Metric)
    assert {
        (metric, part)
        for metric, words in WORDS.items()
        for part in ("label", "start", "stop")
        if set(words[part]) != {"id", "en"} or not all(words[part].values())
    } == set()
    assert set(definitions("id")) == set(Metric)


@pytest.mark.parametrize("metric", Metric)
def test_the_report_measures_every_metric(metric: Metric) -> None:
    span = INTERVAL_OF[metric].span
    assert f"('{metric}', {span.start}, {span.stop}, {span.owed})" in REPORT


@pytest.mark.parametrize("interval", INTERVALS, ids=lambda each: each.metric)
def test_a_clock_that_starts_also_stops(interval: Interval) -> None:
    assert bool(interval.starts) == bool(interval.stops)


def test_every_fact_of_the_table_moves_its_clocks_first_of_all() -> None:
    table = reaction_table(NoPlans(), PolicySource())
    follow = {
        kind.type: getattr(then[0], "__func__", None) is Clocks.follow
        for kind, then in table.items()
    }
    assert {fact for each in INTERVALS for fact in facts(each)} <= {
        fact for fact, first in follow.items() if first
    }


def test_a_fact_that_nobody_has_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = replace(INTERVALS[0], stops={"report.vanished": marks.noun_done})
    clocks = Clocks(PolicySource(), [odd])
    monkeypatch.setattr("reactions.Clocks", lambda _policies: clocks)
    with pytest.raises(KeyError, match=r"report\.vanished"):
        reaction_table(NoPlans(), PolicySource())


def milestone(name: Milestone, noun_id: UUID) -> UnitMilestone:
    about: dict[str, Any] = {"unit_id": "u", "callsign": "c", "task_id": "t", "flags": []}
    return UnitMilestone(noun_id=noun_id, at=NOW, name=name, **about)


async def test_a_mark_of_a_milestone_heeds_no_other() -> None:
    mark, key = marks.at(Milestone.ON_SCENE, marks.noun_done), uuid4()
    assert await mark(NO_WORK, milestone(Milestone.ON_SCENE, key)) == Stop(key, NOW)
    assert await mark(NO_WORK, milestone(Milestone.CLEAR, key)) is None


async def test_of_two_marks_the_first_that_applies_counts() -> None:
    on_scene = marks.at(Milestone.ON_SCENE, marks.noun_done)
    clear = marks.at(Milestone.CLEAR, marks.noun_done)
    key = uuid4()
    both = marks.either(on_scene, clear)
    assert await both(NO_WORK, milestone(Milestone.CLEAR, key)) == Stop(key, NOW)
    assert await both(NO_WORK, milestone(Milestone.HOME, key)) is None
