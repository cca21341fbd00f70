"""SenML (RFC 8428) packs resolved: base fields applied, times absolute."""

import math
import re
from typing import Any

from intake.channels.flood.values import number_of

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-:./_]*")
RELATIVE_BEFORE = 2**28
_NEWEST_VERSION = 10
_VALUES = ("v", "vs", "vb", "vd", "s")
_BASES = ("bn", "bt", "bu", "bv", "bs", "bver")
_LABELS = frozenset({*_BASES, "n", "u", "t", "ut", *_VALUES})
_MOST_RECORDS = 1_000


class SenMLError(ValueError):
    """The pack breaks a rule of RFC 8428."""


def resolve(pack: Any, *, now: float, lenient: bool = False) -> list[dict[str, Any]]:
    """Return the resolved records of `pack`.

    Times before 2^28 are relative to `now` (epoch seconds). When `lenient`, a record that breaks a
    rule is left out (a bad rain gauge must not cost the level), and a lone record is a pack.
    """
    if lenient:
        pack = _patiently(pack)
    if not isinstance(pack, list) or not all(isinstance(record, dict) for record in pack):
        raise SenMLError("a pack is an array of records")
    if len(pack) > _MOST_RECORDS:
        raise SenMLError(f"more than {_MOST_RECORDS} records")
    base: dict[str, Any] = {}
    resolved = []
    for record in pack:
        _refuse_unknown(record)
        base.update({label: record[label] for label in _BASES if label in record})
        if record.keys().isdisjoint(_VALUES):
            continue
        try:
            resolved.append(_resolve_one(record, base, now))
        except SenMLError:
            if not lenient:
                raise
    return resolved


def _patiently(pack: Any) -> Any:
    """Return the pack with each value that was written as text as the number it means."""
    records = [pack] if isinstance(pack, dict) else pack
    return [_numbered(record) for record in records] if isinstance(records, list) else records


def _numbered(record: Any) -> Any:
    if not isinstance(record, dict) or isinstance(record.get("v"), int | float):
        return record
    number = number_of(record["vs"] if "vs" in record else record.get("v"))
    return record if number is None else record | {"v": number}


def _refuse_unknown(record: dict[str, Any]) -> None:
    """Refuse a label that must be understood (it ends in "_") and is not."""
    unknown = [label for label in record if label.endswith("_") and label not in _LABELS]
    if unknown:
        raise SenMLError(f"label {unknown[0]!r} must be understood and is not")


def _resolve_one(record: dict[str, Any], base: dict[str, Any], now: float) -> dict[str, Any]:
    version = base.get("bver", _NEWEST_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version > _NEWEST_VERSION:
        raise SenMLError(f"version {version!r} is newer than ours")
    name = _text(base, "bn") + _text(record, "n")
    if not _NAME.fullmatch(name):
        raise SenMLError(f"name {name!r} has signs that are not allowed")
    time = _number(base, "bt") + _number(record, "t")
    result: dict[str, Any] = {"n": name}
    unit = record.get("u", base.get("bu"))
    if unit is not None:
        result["u"] = unit
    result["t"] = now + time if time < RELATIVE_BEFORE else time
    if "v" in record:
        result["v"] = _number(record, "v") + _number(base, "bv")
    if "s" in record:
        result["s"] = _number(record, "s") + _number(base, "bs")
    result.update({label: record[label] for label in ("vs", "vb", "vd", "ut") if label in record})
    if version != _NEWEST_VERSION:
        result["bver"] = version
    return result


def _text(record: dict[str, Any], label: str) -> str:
    value = record.get(label, "")
    if not isinstance(value, str):
        raise SenMLError(f"{label} is a text")
    return value


def _number(record: dict[str, Any], label: str) -> float:
    value = record.get(label, 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SenMLError(f"{label} is a number")
    try:
        number = float(value)
    except OverflowError:
        raise SenMLError(f"{label} is too large") from None
    if not math.isfinite(number):
        raise SenMLError(f"{label} is a finite number")
    return number
