"""A night with more waiting reports than anybody can read at once.

None of them is left out of the board.
"""

from dispatch.access.subject import Role
from tests.support.centre import CHANNEL, START, Centre
from tests.support.console import watch

MANY = """
INSERT INTO report (id, channel, external_id, content_hash, state, text, anonymous, received_at,
    recorded_at, proposal, candidates,
    places, flags, drill, version)
SELECT gen_random_uuid(), 'sms', $2::jsonb ->> 'priority' || '-' || n, ''::bytea, 'triaged',
    'hallo', false,
    $1::timestamptz + n * interval '1 second', $1, $2::jsonb, '[]', '[]', '[]', false, 1
FROM generate_series(1, $3::int) n
"""


async def test_who_waits_longest_and_whose_life_is_in_danger_stays_on_the_board(
    centre: Centre,
) -> None:
    await centre.units.pool.execute(MANY, START, {"priority": 4}, 2000)
    await centre.units.pool.execute(MANY, centre.wait(5000), {"priority": 1}, 1)
    async with watch(centre, Role.DISPATCHER) as console:
        names = {report["external_id"] for report in console.picture.sections["reports"].values()}
    assert {"1-1", "4-1", "4-2000"} <= names
    assert len(names) == 2001


async def test_a_report_that_waits_shows_within_which_time_somebody_must_have_it(
    centre: Centre,
) -> None:
    body = {"channel": "sms", "external_id": "jam-1", "text": "bapak saya tidak bernapas"}
    report = await centre.do("/reports", who=CHANNEL, **body)
    async with watch(centre, Role.DISPATCHER) as console:
        clock = console.picture.sections["reports"][report["id"]]["clock"]
    assert (clock["metric"], clock["verdict"], clock["stopped_at"]) == ("answer", "running", None)
    assert clock["due_at"] is not None
