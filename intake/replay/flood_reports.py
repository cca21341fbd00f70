"""Citizen reports of floods: pure conversion of a row into the neutral report."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any, Final

from intake.replay.profile import Profile
from intake.replay.rows import Row
from routing.value_object import value_object

# "4:01:47", "07:56:01.256", and the Indonesian "08.26.13"; anything shorter has lost the time of
# day.
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})[:.](\d{2})(?:\.\d+)?")
TIME_LOST: Final = "time_of_day_lost"


@value_object
class CitizenReport:
    """A report as it is sent, when it happened, and whether the time of day is lost."""

    body: dict[str, Any]
    occurred_at: datetime
    time_lost: bool

    def told(self) -> dict[str, Any]:
        """Return the body with the moment, if it is known."""
        return (
            self.body
            if self.time_lost
            else self.body | {"occurred_at": self.occurred_at.isoformat().replace("+00:00", "Z")}
        )


def convert(rows: Iterable[Row], profile: Profile) -> list[CitizenReport]:
    """Return the reports of the file, the oldest first; of rows with the same key the first."""
    found: dict[str, CitizenReport] = {}
    for row in rows:
        found.setdefault(row[profile.settings["columns"]["key"]], _report(row, profile))
    return sorted(
        found.values(), key=lambda report: (report.occurred_at, report.body["external_id"])
    )


def parse_time(text: str) -> time | None:
    """Return the time of day, or None when it was lost."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = map(int, match.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _report(row: Row, profile: Profile) -> CitizenReport:
    settings, columns = profile.settings, profile.settings["columns"]
    day = datetime.strptime(row[columns["date"]], settings["date_format"]).replace(
        tzinfo=profile.zone
    )
    clock_time = parse_time(row[columns["time"]])
    moment = (
        day if clock_time is None else datetime.combine(day.date(), clock_time, profile.zone)
    ).astimezone(UTC)
    address = ", ".join(part for name in columns["address"] if (part := row[name].strip()))
    title, text = row[columns["title"]].strip(), row[columns["text"]].strip()
    body = {
        "channel": settings["channel"],
        "external_id": row[columns["key"]],
        "text": "\n".join(part for part in (title, text) if part),
        "language": "id",
        "location": {
            "lat": float(row[columns["lat"]]),
            "lon": float(row[columns["lon"]]),
            "accuracy_m": settings["accuracy_m"],
            "method": "reporter",
            "address": address,
        },
    }
    declared = settings["types"]["values"].get(row[columns["kind"]], settings["types"]["default"])
    if declared is not None:
        body["type"] = declared
    if clock_time is None:
        # The day alone says nothing of the hour: better no moment than midnight.
        body["text"] = f"{body['text']}\n[{day:%d/%m/%Y}, jam tidak diketahui]".strip()
    return CitizenReport(body, moment, clock_time is None)
