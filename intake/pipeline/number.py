"""The reporter's number as one spelling, with what the channel wrote beside it."""

from dataclasses import replace

from dispatch.transports.numbers import NumberPlan, is_short_code
from intake.pipeline.neutral import NeutralReport


def with_number(report: NeutralReport, plan: NumberPlan) -> NeutralReport:
    """Return the report with its number in E.164.

    A short code stays itself; what is no number is kept beside the report and flagged.
    """
    raw = report.reporter_phone
    if not raw:
        return report
    number = plan.e164(raw)
    if number is not None:
        return replace(report, reporter_phone=number, phone_raw=report.phone_raw or raw)
    if is_short_code(raw):
        return replace(report, reporter_phone=raw.strip(), phone_raw=report.phone_raw or raw)
    return replace(
        report,
        reporter_phone=None,
        phone_raw=report.phone_raw or raw,
        flags=(*report.flags, "reporter.phone_unreadable"),
    )
