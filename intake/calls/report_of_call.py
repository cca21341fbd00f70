"""The report that a call is: whoever rings has something to report, even without a number."""

from typing import Final

from intake.calls.call_event import CHANNEL, UNKNOWN_EVENT, CallEvent
from intake.calls.call_place import best_place
from intake.pipeline.neutral import NeutralReport

NO_NUMBER: Final = "cti.no_number"


def report_of(event: CallEvent, *, call_id: str, sender: str) -> NeutralReport:
    """Return the report that the call `call_id` is, from whichever of its events came first."""
    place = best_place(event.places)
    flags = list(event.flags)
    if not event.known:
        flags.append(UNKNOWN_EVENT)
    if event.number is None:
        flags.append(NO_NUMBER)
    return NeutralReport(
        channel=CHANNEL,
        external_id=call_id,
        received_at=min(event.at, event.received_at),
        reporter_phone=event.number,
        anonymous=bool(event.attributes.get("ani_withheld", False)),
        trunk=event.attributes.get("trunk"),
        call_id=call_id,
        lat=None if place is None else place.lat,
        lon=None if place is None else place.lon,
        accuracy_m=None if place is None else place.accuracy_m,
        location_method=None if place is None else str(place.method),
        # Somebody speaks there: a call that rings is not a silent one.
        has_media=True,
        flags=tuple(dict.fromkeys(flags)),
        opens=False,
        one_per_key=True,
        sender=sender,
        raw=event.body,
    )
