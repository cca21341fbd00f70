"""A night with more waiting reports than a board can show: the most urgent and the longest waiting are never the ones left out."""

import logging

import pytest

from intake.channels.cti.board_section import calls_of
from intake.reports.board_sections import ReportsSection
from tests.support.centre import START, Centre

MANY = """
INSERT INTO report (id, channel, external_id, content_hash, state, text, anonymous, received_at, recorded_at, proposal, candidates,
    places, flags, drill, version)
SELECT gen_random_uuid(), 'sms', $2::jsonb ->> 'priority' || '-' || n, ''::bytea, 'triaged', 'hallo', false,
    $1::timestamptz + n * interval '1 second', $1, $2::jsonb, '[]', '[]', '[]', false, 1
FROM generate_series(1, $3::int) n
"""


async def test_who_waits_longest_and_whose_life_is_in_danger_stays_on_the_board(centre: Centre, caplog: pytest.LogCaptureFixture) -> None:
    await centre.units.pool.execute(MANY, START, {"priority": 4}, 2000)
    await centre.units.pool.execute(MANY, centre.wait(5000), {"priority": 1}, 1)
    with caplog.at_level(logging.WARNING):
        async with centre.units.reading() as reading:
            shown = await ReportsSection(calls_of).load(reading, None)
    names = {item.body["external_id"] for item in shown}
    assert {"1-1", "4-1"} <= names
    assert len(names) == 2000
    assert "1 waiting reports are not on the board" in caplog.text
