"""Messages of gauges as readings.

Mapped by the station's profile, in centimetres, with a time we can stand by.
"""

import hashlib
import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from dispatch.kernel.texts import loads_clean
from intake.channels.flood.senml import SenMLError, resolve
from intake.gauges.levels import Level, level_of
from intake.gauges.path import MISSING, compile_path, look_up
from intake.gauges.profile import UNITS_IN_CM, Profile
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.pipeline.items import Ignored, Unparsable
from intake.pipeline.moments import moment_of

CHANNEL = "flood"
_TRUSTED = timedelta(minutes=10)
_AHEAD = timedelta(minutes=5)
_SCHEME = "ews/v1/"
_SCHEME_PARTS = 6
_SENML_SUFFIX = "/senml"
_LOWEST_NUMBER, _HIGHEST_NUMBER = -1e9, 1e9


Found: TypeAlias = GaugeReading | DevicePresence | Ignored | Unparsable


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as it came.

    `retained` marks what the broker kept for newcomers, which is no new reading. A time without a
    zone is meant in `zone`, unless the station's profile says otherwise.
    """

    body: bytes = field(repr=False)
    received_at: datetime
    topic: str | None = None
    retained: bool = False
    zone: str = "UTC"


def station_of(topic: str) -> str | None:
    """Return the station in a topic of our own scheme `ews/v1/{city}/{river}/{station}/{kind}`."""
    parts = topic.split("/")
    return (
        parts[4] if topic.startswith(_SCHEME) and len(parts) == _SCHEME_PARTS and parts[4] else None
    )


def topic_matches(pattern: str, topic: str) -> bool:
    """Say whether an MQTT subscription `pattern` (with + and #) covers `topic`."""
    wanted, parts = pattern.split("/"), topic.split("/")
    for place, part in enumerate(wanted):
        if part == "#":
            return place == len(wanted) - 1
        if place >= len(parts) or part not in {"+", parts[place]}:
            return False
    return len(wanted) == len(parts)


def read(arrival: Arrival, profile: Profile) -> Found:
    """Translate one message of a station; never raises."""
    try:
        payload = loads_clean(arrival.body)
    except orjson.JSONDecodeError as error:
        return Unparsable(code="flood.not_json", reason=str(error), body=arrival.body)
    kind = _kind_of(arrival.topic, payload)
    if kind == "status":
        return _presence(payload, arrival, profile)
    if kind == "rain":
        return Ignored(code="flood.rain")
    if kind == "alarm" and _number(_at(payload, profile.map.level)) is None:
        # The siren of a device that does not say how high the water is: people must hear of it.
        return Unparsable(
            code="flood.alarm",
            reason=f"an alarm without a level at {profile.map.level}",
            body=arrival.body,
        )
    if kind == "senml" or profile.source.format == "senml":
        return _from_senml(payload, arrival, profile)
    return _from_json(payload, arrival, profile)


def _kind_of(topic: str | None, payload: object) -> str:
    """Tell what a message is: by its topic, and without one by its shape."""
    if topic is not None:
        return topic.rsplit("/", 1)[-1] if topic.startswith(_SCHEME) else "level"
    if isinstance(payload, list) and any(
        isinstance(record, dict) and {"bn", "n"} & record.keys() for record in payload
    ):
        return "senml"
    return (
        "status"
        if isinstance(payload, dict) and isinstance(payload.get("online"), bool)
        else "level"
    )


def _presence(payload: object, arrival: Arrival, profile: Profile) -> Found:
    if not isinstance(payload, dict) or not isinstance(payload.get("online"), bool):
        return Unparsable(
            code="flood.bad_status",
            reason="status without online: true or false",
            body=arrival.body,
        )
    return DevicePresence(
        station_id=profile.station, online=payload["online"], at=arrival.received_at
    )


def _from_senml(payload: object, arrival: Arrival, profile: Profile) -> Found:
    try:
        records = resolve(payload, now=arrival.received_at.timestamp())
    except SenMLError as error:
        return Unparsable(code="flood.bad_senml", reason=str(error), body=arrival.body)
    wanted = "level" if profile.map.level.startswith("$") else profile.map.level
    # The last record of that name: packs carry a short history, whose end is now.
    level = next(
        (record for record in reversed(records) if record["n"].endswith(wanted) and "v" in record),
        None,
    )
    if level is None:
        return Unparsable(
            code="flood.no_level", reason=f"no record named ...{wanted}", body=arrival.body
        )
    battery = next(
        (record["v"] for record in records if record["n"].endswith("batt") and "v" in record), None
    )
    factor = UNITS_IN_CM.get(level.get("u", profile.map.unit))
    if factor is None:
        return Unparsable(
            code="flood.bad_unit", reason=f"unit {level.get('u')!r}", body=arrival.body
        )
    sensor_at = moment_of(level["t"])
    return _reading(
        arrival,
        profile,
        level["v"] * factor,
        (sensor_at, f"t:{level['t']}", None),
        battery=_number(battery),
    )


def _from_json(payload: object, arrival: Arrival, profile: Profile) -> Found:
    paths = profile.map
    raw = _at(payload, paths.level)
    level = _number(raw)
    if level is None:
        shown = "nothing" if raw is MISSING else repr(raw)[:40]
        return Unparsable(
            code="flood.no_level", reason=f"{shown} at {paths.level}", body=arrival.body
        )
    seq, stamp = _at(payload, paths.seq), _at(payload, paths.ts)
    sensor_at = (
        None if stamp is MISSING else _time_of(stamp, paths.ts_format, paths.tz or arrival.zone)
    )
    said = _plain(seq), _plain(stamp)
    key = "@".join(part for part in said if part) or None
    label = _at(payload, paths.label)
    found = _reading(
        arrival,
        profile,
        level * UNITS_IN_CM[paths.unit],
        (sensor_at, key, None if label is MISSING else str(label)[:60]),
        battery=_number(_at(payload, paths.batt)),
    )
    return replace(found, rain_mm=_number(_at(payload, paths.rain)))


def _reading(
    arrival: Arrival,
    profile: Profile,
    value_cm: float,
    said: tuple[datetime | None, str | None, str | None],
    *,
    battery: float | None,
) -> GaugeReading:
    sensor_at, key, label = said
    level = (
        profile.convert.reference_cm - value_cm if profile.convert.kind == "distance" else value_cm
    )
    trusted = sensor_at is not None and _is_trusted(sensor_at, arrival.received_at, profile)
    flags = () if trusted else ("time.missing",) if sensor_at is None else ("time.untrusted",)
    plausible = profile.plausible.min <= level <= profile.plausible.max
    if not plausible:
        flags = (*flags, "implausible.range")
    if arrival.retained:
        flags = (*flags, "retained")
    return GaugeReading(
        station_id=profile.station,
        key=(key or _fingerprint(arrival))[:200],
        at=sensor_at if trusted and sensor_at is not None else arrival.received_at,
        received_at=arrival.received_at,
        level_cm=round(level, 2),
        sensor_at=sensor_at,
        battery_v=battery,
        label=label,
        label_level=level_of(label, profile.map.vocabulary) if label else Level.UNKNOWN,
        flags=flags,
    )


def _is_trusted(sensor_at: datetime, received_at: datetime, profile: Profile) -> bool:
    """Tell whether the sensor's clock can be right.

    One of a replayed series is, unless it runs ahead of ours.
    """
    if profile.clock == "sensor":
        return sensor_at - received_at <= _AHEAD
    return abs(sensor_at - received_at) <= _TRUSTED


def _fingerprint(arrival: Arrival) -> str:
    """Return a key for a message with neither number nor time.

    The same bytes within one minute are one reading.
    """
    minute = arrival.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    return f"h:{hashlib.sha256(arrival.body).hexdigest()[:24]}@{minute}"


def _at(payload: object, path: str | None) -> Any:
    return MISSING if path is None else look_up(payload, compile_path(path))


def _plain(value: object) -> str:
    return (
        str(value)[:80]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def _number(value: object) -> float | None:
    """Read a number, also one written as text with a decimal comma; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and _LOWEST_NUMBER <= number <= _HIGHEST_NUMBER else None


def _time_of(value: object, ts_format: str, zone: str) -> datetime | None:
    """Read a time: ISO or epoch by itself, anything else by its format.

    A naive one is local time of the station.
    """
    moment = moment_of(value)
    if moment is not None or not isinstance(value, str):
        return moment
    try:
        naive = (
            datetime.fromisoformat(value)
            if ts_format == "iso"
            else datetime.strptime(value, ts_format)  # noqa: DTZ007 - next line
        )
        aware = naive if naive.tzinfo is not None else naive.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None
