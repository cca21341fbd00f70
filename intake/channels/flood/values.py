"""Numbers, times and signs of life as devices write them."""

import math
import re
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatch.kernel.texts import loads_clean
from intake.gauges.path import MISSING
from intake.gauges.profile import UNITS_IN_CM
from intake.pipeline.moments import moment_of

_BOM: Final = b"\xef\xbb\xbf"
_PADDING: Final = b" \t\r\n\0"
_LOWEST_NUMBER, _HIGHEST_NUMBER = -1e9, 1e9
_MEASURE: Final = re.compile(r"\s*([-+]?[\d.,]+(?:[eE][-+]?\d+)?)\s*([A-Za-z]*)\s*")
_UNIT_NAMES: Final = {
    "meter": "m",
    "metre": "m",
    "centimeter": "cm",
    "centimetre": "cm",
    "sentimeter": "cm",
    "senti": "cm",
    "milimeter": "mm",
    "millimeter": "mm",
    "millimetre": "mm",
}
_ONLINE: Final = frozenset({"true", "online", "on", "up", "connected", "1"})
_OFFLINE: Final = frozenset({"false", "offline", "off", "down", "disconnected", "lost", "0"})


def load_json(body: bytes) -> Any:
    """Read JSON as devices write it: with a byte order mark and padding around it.

    ValueError when it is none.
    """
    return loads_clean(body.removeprefix(_BOM).strip(_PADDING))


def number_of(value: object) -> float | None:
    """Read a number, also one written as text with a decimal comma; None for anything else."""
    if isinstance(value, str):
        measure = _MEASURE.fullmatch(value)
        value = None if measure is None else _with_point(measure[1])
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and _LOWEST_NUMBER <= number <= _HIGHEST_NUMBER else None


def level_cm_of(value: object, unit: str) -> float | None:
    """Read a level in centimetres; a unit behind the number ("1,87 m") beats the profile's."""
    number = number_of(value)
    if number is None:
        return None
    measure = _MEASURE.fullmatch(value) if isinstance(value, str) else None
    said = measure[2] if measure is not None and measure[2] else unit
    factor = centimetres(said)
    return None if factor is None else number * factor


def centimetres(unit: object) -> float | None:
    """Return how many centimetres a unit is, by its sign or its name; None when it is no length."""
    word = str(unit).strip().lower()
    return UNITS_IN_CM.get(_UNIT_NAMES.get(word.removesuffix("s"), word))


def _with_point(text: str) -> str:
    """Return a number's text with a decimal point: of "." and "," the last one is it."""
    if "," not in text:
        return text
    if "." in text and text.rindex(".") > text.rindex(","):
        return text.replace(",", "")
    return text.replace(".", "").replace(",", ".")


def time_of(value: object, ts_format: str, zone: str) -> datetime | None:
    """Read a time: ISO or epoch by itself, anything else by its format.

    A naive one is local time of the station.
    """
    if value is MISSING:
        return None
    moment = moment_of(value)
    if moment is not None or not isinstance(value, str):
        return moment
    for form in dict.fromkeys((ts_format, "iso")):
        try:
            naive = (
                datetime.fromisoformat(value) if form == "iso" else datetime.strptime(value, form)  # noqa: DTZ007 - next line
            )
            aware = naive if naive.tzinfo is not None else naive.replace(tzinfo=ZoneInfo(zone))
            return aware.astimezone(UTC)
        except (ValueError, OverflowError, ZoneInfoNotFoundError):
            continue
    return None


def online_of(payload: object) -> bool | None:
    """Read whether a device is there, in any of the ways in which last wills say it."""
    if isinstance(payload, dict):
        said = next(
            (payload[name] for name in ("online", "status", "state") if name in payload), ""
        )
    else:
        said = payload
    word = str(said).strip().lower()
    return True if word in _ONLINE else False if word in _OFFLINE else None
