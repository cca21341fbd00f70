"""Calls of a fire department, one row a unit, converted into one incident's chain: pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from intake.replay.profile import Profile
from intake.replay.rows import Row
from routing.value_object import value_object


@value_object(kw_only=True)
class UnitRun:
    """One unit on the call: when it was alerted and its later milestones."""

    callsign: str
    kind: str
    alerted_at: datetime
    milestones: list[tuple[str, datetime]]


@value_object(kw_only=True)
class AgencyRun:
    """One agency on the call."""

    agency_id: str
    service: str
    assigned_at: datetime
    units: list[UnitRun]


@value_object(kw_only=True)
class FireCall:
    """One call: `ended` is a disposition, or None when it was cancelled."""

    number: str
    type: str
    priority: int
    text: str
    location: dict[str, Any] | None
    address: str | None
    reached_at: datetime
    classified_at: datetime
    agencies: list[AgencyRun]
    closed_at: datetime
    ended: str | None


def convert(rows: Iterable[Row], profile: Profile) -> list[FireCall]:
    """Return the calls of the file in the order in which they reached the centre."""
    columns = profile.settings["columns"]
    calls: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        calls[row[columns["call"]]].append(row)
    return sorted(
        (_call(number, group, profile) for number, group in calls.items()),
        key=lambda call: (call.reached_at, call.number),
    )


def local_time(text: str | None, profile: Profile) -> datetime | None:
    """Read a local time of the file as UTC."""
    if not text:
        return None
    local = datetime.strptime(text, profile.settings["time_format"]).replace(tzinfo=profile.zone)
    return local.astimezone(UTC)


def _call(number: str, rows: list[Row], profile: Profile) -> FireCall:
    columns, first = profile.settings["columns"], rows[0]
    reached_at = _required(first, columns["received"], profile)
    classified_at = _required(first, columns["entry"], profile)
    ends = [
        moment
        for row in rows
        for name in _STEPS
        if (moment := local_time(row[columns[name]], profile)) is not None
    ]
    disposition = profile.settings["dispositions"]
    ended = disposition["values"].get(first[columns["disposition"]], disposition["default"])
    address = ", ".join(
        part for part in (first[columns["address"]], first[columns["city"]]) if part
    )
    return FireCall(
        number=number,
        type=_mapped(profile, "types", first[columns["type"]]),
        priority=int(_mapped(profile, "priorities", first[columns["priority"]])),
        text=f"{first[columns['type']]}, {address}",
        location=_location(first[columns["location"]], address, profile),
        address=address,
        reached_at=reached_at,
        classified_at=classified_at,
        agencies=_agencies(rows, profile),
        closed_at=max([classified_at, *ends]),
        ended=None if ended == "cancel" else ended,
    )


_STEPS = ("dispatch", "response", "on_scene", "transport", "hospital", "available")


def _required(row: Row, column: str, profile: Profile) -> datetime:
    moment = local_time(row[column], profile)
    if moment is None:
        raise ValueError(f"{column} is empty")
    return moment


def _mapped(profile: Profile, name: str, value: str) -> str:
    mapping: Mapping[str, str] = profile.settings[name]["values"]
    return str(mapping.get(value, profile.settings[name]["default"]))


def _location(text: str, address: str, profile: Profile) -> dict[str, Any] | None:
    # Written "(latitude, longitude)".
    parts = text.strip("() \n").split(",")
    if len(parts) != len(("lat", "lon")):
        return None
    accuracy_m = profile.settings["accuracy_m"]
    return {
        "lat": float(parts[0]),
        "lon": float(parts[1]),
        "accuracy_m": accuracy_m,
        "method": "block",
        "address": address,
    }


def _agencies(rows: list[Row], profile: Profile) -> list[AgencyRun]:
    columns = profile.settings["columns"]
    units: dict[tuple[str, str], list[UnitRun]] = defaultdict(list)
    for row in rows:
        agency = profile.settings["agencies"]["values"].get(
            row[columns["unit_type"]], profile.settings["agencies"]["default"]
        )
        units[agency["id"], agency["service"]].append(_unit(row, profile))
    runs = [
        AgencyRun(
            agency_id=agency_id,
            service=service,
            assigned_at=min(unit.alerted_at for unit in sent),
            units=sent,
        )
        for (agency_id, service), sent in units.items()
    ]
    return sorted(runs, key=lambda run: (run.assigned_at, run.agency_id))


def _unit(row: Row, profile: Profile) -> UnitRun:
    columns, milestones = profile.settings["columns"], profile.settings["milestones"]
    stamps = [
        (name, moment)
        for column, name in milestones.items()
        if (moment := local_time(row[columns[column]], profile)) is not None
    ]
    return UnitRun(
        callsign=row[columns["unit"]],
        kind=row[columns["unit_type"]].lower().replace(" ", "_"),
        alerted_at=_required(row, columns["dispatch"], profile),
        milestones=stamps,
    )
