"""The report that a call is: whoever rings has something to report, even without a number."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from intake.calls.call_event import CHANNEL, CallEvent
from intake.location.check import parse_location
from intake.location.evidence import Fix, Method
from intake.pipeline.neutral import NeutralReport

NO_NUMBER: Final = "cti.no_number"
_METHODS: Mapping[str, Method] = MappingProxyType(
    {"gps": Method.GPS, "aml": Method.AML, "cell": Method.CELL}
)


def report_of(event: CallEvent, *, sender: str) -> NeutralReport:
    """Return the report that a call is, from whichever of its events came first.

    A call without a number is one too.
    """
    fix, flags = _place_of(event.attributes.get("location_hint"))
    return NeutralReport(
        channel=CHANNEL,
        external_id=event.call_id,
        received_at=min(event.at, event.received_at),
        reporter_phone=event.attributes.get("ani"),
        anonymous=bool(event.attributes.get("ani_withheld", False)),
        trunk=event.attributes.get("trunk"),
        call_id=event.call_id,
        lat=None if fix is None else fix.lat,
        lon=None if fix is None else fix.lon,
        accuracy_m=None if fix is None else fix.accuracy_m,
        location_method=None if fix is None else str(fix.method),
        # Somebody speaks there: a call that rings is not a silent one.
        has_media=True,
        flags=(*event.flags, *flags)
        if "ani" in event.attributes
        else (*event.flags, *flags, NO_NUMBER),
        opens=False,
        sender=sender,
        raw=event.body,
    )


def _place_of(hint: Any) -> tuple[Fix | None, tuple[str, ...]]:
    """Return the position a hint gives, or why it cannot be used.

    A cell is none, because nobody tells where cells stand.
    """
    if not isinstance(hint, dict) or not {"lat", "lon"} <= hint.keys():
        return None, ()
    found = parse_location(
        hint["lat"],
        hint["lon"],
        hint.get("accuracy_m"),
        method=_METHODS.get(str(hint.get("kind")), Method.UNKNOWN),
    )
    return (found, found.flags) if isinstance(found, Fix) else (None, (found.code,))
