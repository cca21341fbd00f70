"""The report that people believe: right figures, and everything left out said aloud."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from dispatch.incidents.close import cancel, close
from dispatch.incidents.lifecycle import Disposition
from dispatch.incidents.merge import get_pair, merge
from dispatch.incidents.models import Incident
from dispatch.incidents.refer import Referral, refer
from dispatch.response_times.export import to_csv
from dispatch.response_times.intervals import definitions
from dispatch.response_times.report import Figure, GroupBy, Query, ResponseTimes, measure
from dispatch.sla.metrics import Metric
from dispatch.sla.policy import Case
from tests.support.city import SHIPPED
from tests.unit.sla.story import SINCE, START, Story, open_story


async def report_on(story: Story, **query: Any) -> ResponseTimes:
    async with story.units.reading() as reading:
        return await measure(reading, Query(**query), SHIPPED.facts.time_zone)


def figure(found: ResponseTimes, metric: str, group: str = "all") -> Figure:
    return next(row for row in found.rows if (row.metric, row.group) == (metric, group))


async def arrive(story: Story, seconds: float, *, agency_id: str = "damkar", **values: Any) -> UUID:
    """Let an incident happen whose first unit arrives after `seconds`."""
    incident = await story.open(**values)
    task = await story.order(incident, agency_id)
    await story.acknowledge(task, at=40)
    sent = await story.send(await story.unit(f"U{incident}", agency_id), task, at=50)
    await story.report(sent, en_route=60, on_scene=seconds)
    return incident


async def test_figures_equal_those_of_numpy(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(4000)
        random = Random(112)
        seconds = [round(random.uniform(100, 2000), 3) for _ in range(41)]
        for one in seconds:
            await arrive(story, one)
        found = figure(await report_on(story), "response")
        assert found.n == 41
        assert found.median_s == pytest.approx(float(np.percentile(seconds, 50)), abs=0.001)
        assert found.p90_s == pytest.approx(float(np.percentile(seconds, 90)), abs=0.001)
        assert found.in_target == pytest.approx(np.mean(np.array(seconds) <= 900))
        assert (found.target_s, found.target_share, found.legal_basis, found.warning) == (
            900,
            0.9,
            "Permendagri 114/2018",
            None,
        )


async def test_fewer_than_twenty_come_with_a_warning(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300)
        assert figure(await report_on(story), "response").warning == "n_below_20"


async def test_who_is_left_out_is_counted_once_by_the_reason(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        kept, called_off, prank, twin, named_twin, handed_over = [
            await arrive(story, 300) for _ in range(6)
        ]
        await arrive(story, 300, drill=True)
        await arrive(story, 300, flags=("scheduled",))
        async with story.units.begin("test:1") as uow:
            await cancel(uow, await uow.get(Incident, called_off), reason="salah")
            await close(uow, await uow.get(Incident, prank), Disposition.NUISANCE)
            await close(uow, await uow.get(Incident, named_twin), Disposition.DUPLICATE)
            await refer(
                uow, await uow.get(Incident, handed_over), Referral(to="Dinas PUPR", ticket="7")
            )
        async with story.units.begin("test:1") as uow:
            await merge(uow, *await get_pair(uow, twin, kept))
        found = await report_on(story)
        assert found.excluded == {
            "cancelled": 1,
            "duplicate": 2,
            "drill": 1,
            "nuisance": 1,
            "referred": 1,
            "scheduled": 1,
        }
        assert figure(found, "response").n == 1


async def test_a_missing_stamp_is_unknown_and_not_success(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300)
        await story.order(await story.open(answered=None, by_policy=True))
        found = await report_on(story)
        assert (
            figure(found, "response").n,
            found.unknown["response"],
            figure(found, "response").in_target,
        ) == (1, 1, 1.0)
        assert (
            found.unknown["answer"],
            found.unknown["triage"],
            found.unknown["hand_over"],
            found.unknown["agency_dispatch"],
        ) == (
            1,
            1,
            1,
            0,
        )


async def test_an_impossible_order_is_left_out_and_identical_stamps_are_kept_both_flagged(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300, answered=25)
        await arrive(story, 300, answered=20)
        await arrive(story, 300, answered=10)
        found = await report_on(story)
        assert (
            found.flagged["impossible_order"]["triage"],
            found.flagged["identical"]["triage"],
        ) == (1, 1)
        assert (figure(found, "triage").n, figure(found, "triage").median_s) == (2, 5.0)
        assert found.flagged["late_entry"]["response"] == 3


async def test_a_merge_makes_nobody_slow_who_had_answered_the_earlier_call_at_once(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        early = await story.open()
        await story.order(early, at=30)
        stands = await story.open(reached_at=story.at(600), opened_at=story.at(620), answered=604)
        await story.order(stands, at=640)
        async with story.units.begin("test:1") as uow:
            await merge(uow, *await get_pair(uow, early, stands))
        found = await report_on(story)
        assert {
            metric: figure(found, metric).median_s for metric in ("answer", "triage", "processing")
        } == {
            "answer": 5,
            "triage": 15,
            "processing": 25,
        }


async def test_the_first_arrival_and_the_full_response_are_apart(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        incident = await arrive(story, 300)
        task = await story.order(incident, "psc119")
        await story.acknowledge(task, at=40)
        second, called_off = [
            await story.send(await story.unit(name, "psc119"), task, at=50) for name in ("A1", "A2")
        ]
        assert (await report_on(story)).unknown["full_response"] == 1
        await story.report(second, on_scene=700)
        assert (await report_on(story)).unknown["full_response"] == 1, (
            "the other ambulance is still on its way"
        )
        await story.report(called_off, clear=400)
        found = await report_on(story)
        assert (figure(found, "response").median_s, figure(found, "full_response").median_s) == (
            300,
            700,
        )


async def test_grouped_by_agency_each_has_its_own_arrival(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        incident = await arrive(story, 300)
        task = await story.order(incident, "psc119")
        await story.acknowledge(task, at=45)
        await story.report(
            await story.send(await story.unit("A1", "psc119"), task, at=50), on_scene=600
        )
        found = await report_on(story, group_by=GroupBy.AGENCY)
        assert (
            figure(found, "response", "damkar").median_s,
            figure(found, "response", "psc119").median_s,
        ) == (300, 600)
        assert "triage" not in {row.metric for row in found.rows}, "a desk is no agency"
        only = await report_on(story, agency_id="psc119")
        assert (figure(only, "response").median_s, figure(only, "hand_over").median_s) == (600, 15)


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ({}, 2),
        ({"type": "medical"}, 1),
        ({"priority": 3}, 0),
        ({"channel": "whatsapp"}, 1),
        ({"since": START + timedelta(seconds=1)}, 1),
        ({"until": START + timedelta(seconds=1)}, 1),
        ({"agency_id": "psc119"}, 1),
    ],
)
async def test_filters_choose_incidents(database_url: str, query: dict[str, Any], n: int) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300)
        await arrive(
            story,
            300,
            agency_id="psc119",
            kind="medical",
            channel="whatsapp",
            reached_at=story.at(10),
        )
        found = await report_on(story, **query)
        assert sum(row.n for row in found.rows if row.metric == "response") == n


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [(GroupBy.TYPE, ["fire", "medical"]), (GroupBy.PRIORITY, ["1"]), (GroupBy.NONE, ["all"])],
)
async def test_groups_divide_the_figures(
    database_url: str, group_by: GroupBy, groups: list[str]
) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300)
        await arrive(story, 300, kind="medical")
        found = await report_on(story, group_by=group_by)
        assert [row.group for row in found.rows if row.metric == "response"] == groups


async def test_the_target_in_force_is_the_one_that_the_clocks_use(database_url: str) -> None:
    middle = (START + timedelta(seconds=500)).isoformat()
    rows: list[dict[str, Any]] = [
        {"metric": "response", "value_s": 100, "valid_from": SINCE},
        {
            "metric": "response",
            "value_s": 200,
            "type": "fire",
            "valid_from": SINCE,
            "valid_to": middle,
        },
        {"metric": "response", "value_s": 300, "type": "fire", "valid_from": middle},
        {
            "metric": "response",
            "value_s": 400,
            "priority": 1,
            "channel": "whatsapp",
            "valid_from": SINCE,
        },
        {"metric": "response", "value_s": 500, "priority": 1, "valid_from": SINCE},
    ]
    async with open_story(database_url, targets=rows) as story:
        story.go_to(5000)
        for kind in ("fire", "medical", "animal"):
            for channel in ("112", "whatsapp"):
                for reached in (0, 499.999, 500, 900):
                    await arrive(
                        story, 1000, kind=kind, channel=channel, reached_at=story.at(reached)
                    )
                    moment = {"since": story.at(reached), "until": story.at(reached + 0.0005)}
                    found = figure(
                        await report_on(story, type=kind, channel=channel, **moment), "response"
                    )
                    case = Case(
                        "response",
                        type=kind,
                        priority=3 if kind == "animal" else 1,
                        channel=channel,
                    )
                    target = story.policies.current().target(case, story.at(reached))
                    assert target is not None
                    assert (found.target_s, found.n) == (target.value_s, 1), (
                        kind,
                        channel,
                        reached,
                    )


async def test_the_city_indicator_has_the_percentiles_beside_its_mean(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        for seconds in (100, 200, 900):
            await arrive(story, seconds)
        (indicator,) = (await report_on(story)).indicators
        assert (indicator.code, indicator.mean_s, indicator.median_s, indicator.n) == (
            "SNI ISO 37120:2018 15.7",
            400,
            200,
            3,
        )


async def test_the_table_for_a_spreadsheet_says_what_was_left_out_too(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(2000)
        await arrive(story, 300)
        lines = to_csv(await report_on(story), definitions("id")).splitlines()
        assert lines[0].startswith("metric,group,n,median_s,p90_s,in_target")
        assert any(line.startswith("response,all,1,300.0,300.0,1.0,900.0") for line in lines)
        assert {"excluded,drill,0", "unknown,response,0", "flagged:late_entry,response,1"} <= set(
            lines
        )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_metric_says_where_it_starts_and_stops(language: str) -> None:
    texts = definitions(language)
    assert list(texts) == list(Metric)
    assert all(texts[metric][edge] for metric in texts for edge in ("start", "stop"))


async def test_an_empty_period_is_an_empty_report(database_url: str) -> None:
    async with open_story(database_url) as story:
        found = await report_on(story)
        assert found.rows == []
        assert sum(found.excluded.values()) == 0


async def test_days_and_weeks_are_the_citys(database_url: str) -> None:
    midnight_in_the_city = START - timedelta(days=6, hours=12)
    async with open_story(database_url) as story:
        story.go_to(2000)
        for reached_at in (
            midnight_in_the_city - timedelta(seconds=1),
            midnight_in_the_city,
            START,
        ):
            await arrive(story, 300, reached_at=reached_at)
        days, weeks = (
            await report_on(story, group_by=GroupBy.DAY),
            await report_on(story, group_by=GroupBy.WEEK),
        )
    assert [row.group for row in days.rows if row.metric == "response"] == [
        "2026-11-15",
        "2026-11-16",
        "2026-11-22",
    ]
    assert [(row.group, row.n) for row in weeks.rows if row.metric == "response"] == [
        ("2026-11-09", 1),
        ("2026-11-16", 2),
    ]
