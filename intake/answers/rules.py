"""The rules of answering: when it may leave, how many, which words end it. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from intake.answers.models import AnswerKind, AnswerRule

ANY: Final = "*"
# From this priority on nobody is in danger: its receipt may wait for the morning.
CALM: Final = 4
_CAN_WAIT: Final = frozenset({AnswerKind.REFERRED, AnswerKind.CLOSED})
# Nobody wrote it to us alone, or no person wrote it: an answer would go to strangers or in circles.
_NO_ANSWER: Final = frozenset(
    {
        *("message.public", "message.automatic", "message.bulk", "message.spam"),
        *("sender.unproven", "message.no_sender", "message.revoke"),
    }
)
# An agency's telephone, whose words nobody understood as an answer: no citizen.
_AGENCY: Final = ".agency_unclear"
_MARKS: Final = re.compile(r"[\W_]+")


def rule_of(rules: Sequence[AnswerRule], channel: str, at: datetime) -> AnswerRule:
    """Return the rule of a channel in force; that of every channel, or the usual, without one."""
    for name in (channel, ANY):
        found = [one for one in rules if one.channel == name and one.valid_from <= at]
        if found:
            return max(found, key=lambda one: one.valid_from)
    return AnswerRule(channel=ANY, valid_from=at)


def leaves_at(
    rule: AnswerRule, kind: AnswerKind, priority: int, now: datetime, zone: ZoneInfo
) -> datetime:
    """Return when an answer may leave: at once, or what can wait when the quiet hours are over."""
    waits = kind in _CAN_WAIT or (kind is AnswerKind.RECEIPT and priority >= CALM)
    return _after_quiet(rule, now, zone) if waits else now


def _after_quiet(rule: AnswerRule, now: datetime, zone: ZoneInfo) -> datetime:
    begin, end = time.fromisoformat(rule.quiet_from), time.fromisoformat(rule.quiet_to)
    here = now.astimezone(zone)
    clock = here.time()
    is_quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not is_quiet:
        return now
    day = here.date() if clock < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(now.tzinfo)


def may_answer(flags: Sequence[str], *, anonymous: bool) -> bool:
    """Whether a message is one that a person wrote to us alone and under a name."""
    is_agency = any(flag.endswith(_AGENCY) for flag in flags)
    return not anonymous and not is_agency and _NO_ANSWER.isdisjoint(flags)


def says_stop(rule: AnswerRule, text: str) -> bool:
    """Whether somebody says that he wants no answers, and nothing else."""
    return _plain(text) in {_plain(word) for word in rule.stop_words}


def says_start(rule: AnswerRule, text: str) -> bool:
    """Whether somebody says that he wants answers again, and nothing else."""
    return _plain(text) in {_plain(word) for word in rule.start_words}


def _plain(text: str) -> str:
    return _MARKS.sub(" ", text[:80].casefold()).strip()
