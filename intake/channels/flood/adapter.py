"""Messages of gauges as readings: mapped by the station's profile, in centimetres.

A message may carry a history. What is odd beside the level is left out: a broken battery must not
cost the flood.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from dispatch.kernel.texts import dumps_any
from intake.channels.flood.senml import RELATIVE_BEFORE, SenMLError, resolve
from intake.channels.flood.topics import OUR_SCHEME
from intake.channels.flood.values import (
    centimetres,
    level_cm_of,
    load_json,
    number_of,
    online_of,
    time_of,
)
from intake.gauges.believe import OUT_OF_RANGE, RETAINED
from intake.gauges.device_clock import is_hopeless, judge_time
from intake.gauges.levels import Level, level_of
from intake.gauges.path import EACH, MISSING, compile_path, look_up
from intake.gauges.profile import Profile
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.pipeline.items import Ignored, Unparsable
from intake.pipeline.moments import moment_of
from routing.value_object import value_object

CHANNEL: Final = "flood"
_MOST_AT_ONCE: Final = 5_000
_KEY_MOST: Final = 200

Found: TypeAlias = GaugeReading | DevicePresence | Ignored | Unparsable


@value_object(kw_only=True)
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

    def unparsable(self, code: str, reason: str) -> Unparsable:
        """Return the whole message as one that a person must read."""
        return Unparsable(code=code, reason=reason, body=self.body)


@value_object(kw_only=True)
class _Measured:
    """One measurement before it is judged; `key` is the device's own name for it."""

    level_cm: float
    sensor_at: datetime | None = None
    key: str = ""
    battery: object = MISSING
    rain: object = MISSING
    label: object = MISSING


def read_all(arrival: Arrival, profile: Profile) -> Sequence[Found]:
    """Translate one message of a station; never raises."""
    try:
        payload = load_json(arrival.body)
    except ValueError as error:
        return [_plain_status(arrival, profile) or arrival.unparsable("flood.not_json", str(error))]
    return _read_payload(payload, _kind_of(arrival.topic, payload), arrival, profile)


def _read_payload(
    payload: object, kind: str, arrival: Arrival, profile: Profile
) -> Sequence[Found]:
    if kind == "status":
        return [_presence(payload, arrival, profile)]
    if kind == "rain":
        return [Ignored(code="flood.rain")]
    if kind == "senml" or profile.source.format == "senml":
        return _from_senml(payload, arrival, profile)
    if isinstance(payload, list):
        return _from_list(payload, arrival, profile)
    found = _from_json(payload, arrival, profile)
    if kind == "alarm" and isinstance(found[0], Unparsable):
        # The siren of a device that does not say how high the water is: people must hear of it.
        return [
            arrival.unparsable("flood.alarm", f"an alarm without a level at {profile.map.level}")
        ]
    return found


def _kind_of(topic: str | None, payload: object) -> str:
    """Tell what a message is: by its topic, and without one by its shape."""
    if topic is not None and topic.startswith(OUR_SCHEME):
        return topic.rsplit("/", 1)[-1]
    if isinstance(payload, list) and any(
        isinstance(record, dict) and {"bn", "n"} & record.keys() for record in payload
    ):
        return "senml"
    is_status = isinstance(payload, dict) and isinstance(payload.get("online"), bool)
    return "status" if is_status and topic is None else "level"


def _plain_status(arrival: Arrival, profile: Profile) -> DevicePresence | None:
    """Read a last will that is a bare word."""
    is_status = arrival.topic is not None and arrival.topic.endswith("/status")
    word = arrival.body.decode("utf-8", "replace")
    found = _presence(word, arrival, profile) if is_status else None
    return found if isinstance(found, DevicePresence) else None


def _presence(payload: object, arrival: Arrival, profile: Profile) -> DevicePresence | Unparsable:
    online = online_of(payload)
    if online is None:
        return arrival.unparsable("flood.bad_status", "status without online: true or false")
    return DevicePresence(
        station_id=profile.station,
        online=online,
        at=arrival.received_at,
        retained=arrival.retained,
    )


def _from_senml(payload: object, arrival: Arrival, profile: Profile) -> Sequence[Found]:
    """Read a pack with all its history."""
    try:
        records = resolve(payload, now=0.0, lenient=True)
    except SenMLError as error:
        return [arrival.unparsable("flood.bad_senml", str(error))]
    wanted = "level" if profile.map.level.startswith("$") else profile.map.level
    levels = [record for record in records if record["n"].endswith(wanted) and "v" in record]
    # "rawlevel" ends so too: it counts only where no record has the very name.
    levels = [record for record in levels if _last_part(record["n"]) == wanted] or levels
    if not levels:
        return [arrival.unparsable("flood.no_level", f"no record named ...{wanted}")]
    battery = next((record.get("v") for record in records if record["n"].endswith("batt")), MISSING)
    measured = [
        _Measured(
            level_cm=record["v"] * factor,
            sensor_at=_senml_time(record["t"], arrival.received_at),
            # A time counted from now is another one each time the pack comes again.
            key="" if record["t"] < RELATIVE_BEFORE else f"t:{record['t']}",
            battery=battery,
        )
        for record in levels
        if (factor := centimetres(record.get("u", profile.map.unit))) is not None
    ]
    if not measured:
        return [arrival.unparsable("flood.bad_unit", f"unit {levels[-1].get('u')!r}")]
    return _judged(measured, arrival, profile)


def _last_part(name: str) -> str:
    return name[max(name.rfind(sign) for sign in ":/._-") + 1 :]


def _senml_time(time: float, received_at: datetime) -> datetime | None:
    try:
        return received_at + timedelta(seconds=time) if time < RELATIVE_BEFORE else moment_of(time)
    except OverflowError:
        return None


def _from_list(payload: list[Any], arrival: Arrival, profile: Profile) -> Sequence[Found]:
    """Read an array of messages, each like one that comes alone."""
    if not 0 < len(payload) <= _MOST_AT_ONCE:
        return [arrival.unparsable("flood.no_level", f"{len(payload)} messages at once")]
    parts = [replace(arrival, body=dumps_any(part)) for part in payload]
    return [
        found
        for part, own in zip(payload, parts, strict=True)
        for found in _from_json(part, own, profile)
    ]


def _from_json(payload: object, arrival: Arrival, profile: Profile) -> Sequence[Found]:
    """Read a message; behind `[*]` in the path of the level lies a history."""
    paths = profile.map
    if not isinstance(payload, dict | list):
        return _from_rows([{"level": payload}], payload, arrival, profile)
    named = {
        "level": paths.level,
        "seq": paths.seq,
        "ts": paths.ts,
        "batt": paths.batt,
        "rain": paths.rain,
        "label": paths.label,
    }
    columns = {name: _at(payload, path) for name, path in named.items()}
    if EACH not in paths.level or not isinstance(columns["level"], list):
        return _from_rows([columns], columns["level"], arrival, profile)
    rows = [
        {name: _cell(column, place) for name, column in columns.items()}
        for place in range(min(len(columns["level"]), _MOST_AT_ONCE))
    ]
    return _from_rows(rows, columns["level"], arrival, profile)


def _cell(column: Any, place: int) -> Any:
    if not isinstance(column, list):
        return column
    return column[place] if place < len(column) else MISSING


def _from_rows(
    rows: Sequence[dict[str, Any]], shown: object, arrival: Arrival, profile: Profile
) -> Sequence[Found]:
    paths, measured = profile.map, []

    def clock_names(sensor_at: datetime | None) -> bool:
        replayed = profile.clock == "sensor"
        return replayed or not is_hopeless(sensor_at, arrival.received_at)

    for row in rows:
        level_cm = level_cm_of(row["level"], paths.unit)
        if level_cm is not None:
            stamp = row.get("ts", MISSING)
            sensor_at = time_of(stamp, paths.ts_format, paths.tz or arrival.zone)
            measured.append(
                _Measured(
                    level_cm=level_cm,
                    sensor_at=sensor_at,
                    key=_key_of(row.get("seq"), stamp, names=clock_names(sensor_at)),
                    battery=row.get("batt"),
                    rain=row.get("rain"),
                    label=row.get("label", MISSING),
                )
            )
    if not measured:
        said = "nothing" if shown is MISSING else repr(shown)[:40]
        return [arrival.unparsable("flood.no_level", f"{said} at {paths.level}")]
    return _judged(measured, arrival, profile)


def _key_of(seq: object, stamp: object, *, names: bool) -> str:
    """Return the device's own name for a reading; a clock that means nothing `names` none."""
    parts = (_plain(seq), _plain(stamp) if names else "")
    return "@".join(part for part in parts if part)


def _plain(value: object) -> str:
    usable = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value)[:80].replace("#", "_") if usable else ""


def _judged(
    measured: Sequence[_Measured], arrival: Arrival, profile: Profile
) -> Sequence[GaugeReading]:
    return [_reading(one, place, arrival, profile) for place, one in enumerate(measured)]


def _reading(one: _Measured, place: int, arrival: Arrival, profile: Profile) -> GaugeReading:
    convert, plausible = profile.convert, profile.plausible
    level = convert.reference_cm - one.level_cm if convert.kind == "distance" else one.level_cm
    at, odd = judge_time(one.sensor_at, arrival.received_at, replayed=profile.clock == "sensor")
    flags = [] if odd is None else [odd]
    if not plausible.min <= level <= plausible.max:
        flags.append(OUT_OF_RANGE)
    if arrival.retained:
        flags.append(RETAINED)
    label = None if one.label is MISSING or one.label is None else str(one.label)[:60]
    return GaugeReading(
        station_id=profile.station,
        key=(one.key or _fingerprint(arrival, place))[:_KEY_MOST],
        at=at,
        received_at=arrival.received_at,
        level_cm=round(level, 2),
        sensor_at=one.sensor_at,
        rain_mm=number_of(one.rain),
        battery_v=number_of(one.battery),
        label=label,
        label_level=level_of(label, profile.map.vocabulary) if label else Level.UNKNOWN,
        flags=tuple(flags),
    )


def _fingerprint(arrival: Arrival, place: int) -> str:
    """Return a key for a message with neither number nor time.

    The same bytes within one minute are one reading.
    """
    minute = arrival.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    return f"h:{hashlib.sha256(arrival.body).hexdigest()[:24]}.{place}@{minute}"


def _at(payload: object, path: str | None) -> Any:
    return MISSING if path is None else look_up(payload, compile_path(path))
