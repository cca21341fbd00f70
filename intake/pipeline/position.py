"""The position that a sender wrote into his words, as the report's own."""

from dataclasses import replace
from typing import Final

from intake.location.in_words import position_in_words
from intake.pipeline.neutral import NeutralReport

FROM_TEXT: Final = "location_from_text"


def with_position(report: NeutralReport) -> NeutralReport:
    """Return the report with the pin in its words, where the channel gave none."""
    fix = position_in_words(report.text) if report.lat is None else None
    if fix is None:
        return report
    return replace(
        report,
        lat=fix.lat,
        lon=fix.lon,
        location_method=str(fix.method),
        flags=(*report.flags, FROM_TEXT, *fix.flags),
    )
