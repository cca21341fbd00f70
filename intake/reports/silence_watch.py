"""Engine module: a channel by which fewer reports come than ever at this hour is broken, or cut.

No error says so: an exchange that rings nowhere looks like a quiet night. What usually comes is
read from the channel's own weeks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from dispatch.kernel.store.disturbance import Code, Disturbance, settle
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.store.unit_of_work import Units
from intake.reports.silence_band import chance_of_so_few, expected
from intake.reports.silence_rule import SilenceRule, in_force, of_channel

_RULES: Final = "SELECT * FROM silence_rule"
_COUNTS: Final = """
SELECT r.channel, w.seconds, k.week, count(*) AS reports, max(r.received_at) AS last
FROM unnest($2::float8[]) AS w(seconds) CROSS JOIN generate_series(0, $3::int) AS k(week)
JOIN report r ON r.received_at > $1::timestamptz - k.week * interval '7 days'
        - w.seconds * interval '1 second'
    AND r.received_at <= $1::timestamptz - k.week * interval '7 days'
WHERE NOT r.drill
GROUP BY r.channel, w.seconds, k.week
"""


class SilenceWatch:
    """The engine module that compares what comes with what usually does."""

    name = "silence_watch"
    every_s = 15.0
    time_limit_s = 15.0
    woken = False

    async def run_once(self, units: Units, now: datetime) -> int:
        """Write down which channels are too quiet at `now`; nothing more is due at once."""
        async with units.reading() as reading:
            stored = [SilenceRule.model_validate(dict(row)) for row in await reading.fetch(_RULES)]
            rules = in_force(stored, now)
            windows = sorted({rule.window_s for rule in rules})
            rows = await reading.fetch(_COUNTS, now, windows, max(rule.weeks for rule in rules))
        async with units.begin("system:watch") as uow:
            await settle(uow.connection, Code.CHANNEL_SILENT, too_quiet(rows, rules, now))
        return 0


def too_quiet(
    rows: Iterable[Columns], rules: Sequence[SilenceRule], now: datetime
) -> list[Disturbance]:
    """Return the channels by which fewer come than chance explains, by the clearest stretch."""
    counts: dict[str, dict[float, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    last: dict[str, datetime] = {}
    for row in rows:
        channel = str(row["channel"])
        counts[channel][row["seconds"]][row["week"]] = row["reports"]
        if row["week"] == 0:
            last[channel] = max(row["last"], last.get(channel, row["last"]))
    found = []
    for channel, stretches in sorted(counts.items()):
        judged = [_judge(rule, stretches[rule.window_s]) for rule in of_channel(rules, channel)]
        silent = [one for one in judged if one is not None]
        if silent:
            usual, count = max(silent)
            found.append(
                Disturbance(
                    code=Code.CHANNEL_SILENT,
                    subject=channel,
                    figure=count,
                    expected=round(usual, 1),
                    since=last.get(channel, now),
                )
            )
    return found


def _judge(rule: SilenceRule, weeks: Mapping[int, int]) -> tuple[float, int] | None:
    """Return how many usually come and how many came, when those are too few."""
    usual = expected([weeks.get(week, 0) for week in range(1, rule.weeks + 1)])
    count = weeks.get(0, 0)
    return (usual, count) if chance_of_so_few(count, usual) < rule.chance else None
