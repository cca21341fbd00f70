"""When a channel counts as too quiet, as dated data."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from dispatch.kernel.city import City
from dispatch.kernel.store.rows import Row, real, required_stamp, stamp, text
from dispatch.kernel.store.unit_of_work import UnitOfWork


class SilenceRule(Row):
    """How a channel's silence is judged; without a channel, that of every other.

    Stretches of `window_s` seconds up to now are compared with the same of `weeks` earlier weeks;
    too few are those that chance alone brings with less than `chance`.
    """

    __table_name__: ClassVar[str] = "silence_rule"
    id: UUID = Field(primary_key=True)
    channel: str | None = text(default=None)
    window_s: float = real()
    weeks: int = Field()
    chance: float = real()
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()
    source: str = text(default="")


class SilenceRuleTable(SilenceRule, table=True):
    """Table of the rules."""

    __tablename__ = "silence_rule"
    __table_args__ = (
        CheckConstraint("window_s > 0 AND weeks BETWEEN 2 AND 53", name="silence_rule_span"),
        CheckConstraint("chance > 0 AND chance < 1", name="silence_rule_chance"),
    )


# A city without rules of its own is not left without a watch.
_ANYWAY: Final = tuple(
    SilenceRule(
        id=UUID(int=place),
        window_s=window_s,
        weeks=8,
        chance=0.0001,
        valid_from=datetime.min.replace(tzinfo=UTC),
        source="Tanggap 112: whatever happens, a channel that falls silent is seen",
    )
    for place, window_s in enumerate((900.0, 3600.0, 14400.0, 86400.0))
)
_SAME: Final = """
SELECT EXISTS (SELECT FROM silence_rule WHERE channel IS NOT DISTINCT FROM $1
    AND window_s = $2 AND valid_from = $3)
"""


def in_force(rules: Iterable[SilenceRule], now: datetime) -> list[SilenceRule]:
    """Return the rules that count at `now`: of each channel and stretch the newest."""
    newest = {
        (rule.channel, rule.window_s): rule
        for rule in sorted(rules, key=lambda rule: rule.valid_from)
        if rule.valid_from <= now and (rule.valid_to is None or now < rule.valid_to)
    }
    return list(newest.values()) or list(_ANYWAY)


def of_channel(rules: Iterable[SilenceRule], channel: str) -> list[SilenceRule]:
    """Return the rules of a channel: its own when it has any, else those of every channel."""
    known = list(rules)
    own = [rule for rule in known if rule.channel == channel]
    return own or [rule for rule in known if rule.channel is None]


async def load_silence_rules(uow: UnitOfWork, city: City) -> int:
    """Add the rules of the city's file that are not there yet; return how many were added."""
    entries: list[dict[str, Any]] = city.read("silence_rules", [])
    added = 0
    for entry in entries:
        given = entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])}
        rule = SilenceRule(id=uow.new_id(), **given)
        if not await uow.fetchval(_SAME, rule.channel, rule.window_s, rule.valid_from):
            uow.add(rule)
            added += 1
    return added
