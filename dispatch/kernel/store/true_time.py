"""Whose time counts: the database's, one for all processes, unless it was set while we looked.

Every second each process reads the database's clock and compares it with its own steady one, which
nobody can set. A small difference is followed. A large one means that somebody set the database's
clock: the centre goes on counting as if nothing had happened, because an hour that never passed
must breach no deadline, and writes down by how much that clock is off, so that whoever starts later
counts the same. When it is set right again, the difference is gone. Whoever was frozen meanwhile
finds out by the others' life signs that the time did pass.
"""

from datetime import datetime, timedelta
from typing import Final

from routing.value_object import value_object

TOLERANCE: Final = timedelta(seconds=2)
NONE: Final = timedelta(0)


@value_object(kw_only=True)
class Look:
    """What the database says: its clock, how far that is known to be ahead, the log's last entry.

    `others_live` when another process gave a life sign within the last seconds of that clock.
    """

    database: datetime
    ahead: timedelta
    head: datetime | None
    others_live: bool


@value_object
class Verdict:
    """The time that counts, and how far the database's clock is ahead of it."""

    time: datetime
    ahead: timedelta


def judge(look: Look, mine: datetime | None) -> Verdict:
    """Return the time that counts; `mine` is what our own steady clock says, None at the start."""
    told = Verdict(look.database - look.ahead, look.ahead)
    if look.others_live:
        return told
    if mine is None:
        # Nobody watched. What is written down is past: the clock was set back meanwhile.
        mine = max(told.time, look.head or told.time)
    if abs(told.time - mine) <= TOLERANCE:
        return told
    ahead = look.database - mine
    return Verdict(mine, ahead) if abs(ahead) > TOLERANCE else Verdict(look.database, NONE)
