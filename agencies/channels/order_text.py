"""An order as a short text in Indonesian, for channels on which people read it.

It goes over an open network, so it holds no name, no number and none of the caller's words: what it
is, how urgent, where, and how to answer.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from agencies.channels.notice import NoticeBody
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.web.view import View
from dispatch.tasks.events import TaskReinforced

TEXTS: Final[Mapping[str, str]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
# Two joined messages of the seven-bit alphabet, of which each loses seven places to the joining.
TWO_SMS: Final = 2 * 153
_MAP: Final = "https://maps.google.com/?q={lat:.5f},{lon:.5f}"
_ROUGH_M: Final = 100
_REASON_AT_MOST: Final = 60
# Places of the alphabet that cost two.
_DOUBLE: Final = frozenset("^{}\\[~]|")
_PLAIN: Final = str.maketrans(
    "\u2018\u2019\u201c\u201d\u2013\u2014\u2026",
    "''\"\"--.",
)


def order_text(body: View, *, at_most: int = TWO_SMS) -> str:
    """Return the text of a notice, of at most `at_most` places; what is cut is the place's words.

    What the reader must do and the order's number always stand in it whole.
    """
    if not isinstance(body, NoticeBody):
        return TEXTS["channel.test"]
    place, reason = _place_of(body), plain(body.reason or "")[:_REASON_AT_MOST]
    text = _filled(body, place, reason)
    over = len(text) - at_most
    if over > 0:
        text = _filled(body, place[: max(len(place) - over, 0)].rstrip(" ,"), reason)
    return text[:at_most]


def _filled(body: NoticeBody, place: str, reason: str) -> str:
    standing_by = body.event == "task.assigned" and body.task.stand_by
    template = TEXTS["stand_by" if standing_by else body.event]
    text = template.format(
        order=body.order_number,
        priority=body.incident.priority,
        type=plain(body.incident.type_label.id),
        place=place,
        crews=_crews_of(body),
        map=_map_of(body),
        reason=f"{reason.rstrip('.')}." if reason else "",
    )
    text = " ".join(text.split())
    return TEXTS["drill"].format(text=text) if body.incident.drill else text


def _crews_of(body: NoticeBody) -> str:
    """Return how many crews are wanted; one is what an order means anyway."""
    is_usual = body.task.count == 1 and body.event != TaskReinforced.type
    return "" if is_usual else TEXTS["crews"].format(count=body.task.count)


def _place_of(body: NoticeBody) -> str:
    where = body.incident.location
    area = None if body.incident.area is None else body.incident.area.name
    named = [body.incident.address or (where.address if where else None), area]
    place = plain(mask_personal(", ".join(word for word in named if word)))
    if where is None and not place:
        return TEXTS["place_unknown"]
    metres = None if where is None else where.accuracy_m
    if metres is not None and metres >= _ROUGH_M:
        return TEXTS["uncertain"].format(place=place, metres=round(metres)).strip()
    return place


def _map_of(body: NoticeBody) -> str:
    where = body.incident.location
    return "" if where is None else _MAP.format(lat=where.lat, lon=where.lon)


def plain(text: str) -> str:
    """Return `text` in the letters that every telephone has and that take one place each.

    One letter beyond them would halve what fits into a message.
    """
    spread = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = (mark for mark in spread if mark.isascii() and mark not in _DOUBLE)
    return " ".join("".join(mark if mark.isprintable() else " " for mark in kept).split())
