"""The report as a table for a spreadsheet.

What was left out and what is unknown stands in it too.
"""

import csv
import io
from dataclasses import astuple, fields

from dispatch.response_times.report import Figure, ResponseTimes


def to_csv(found: ResponseTimes, definitions: dict[str, dict[str, str]]) -> str:
    """Return comma-separated values with a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(Figure)] + ["start", "stop"])
    for figure in found.rows:
        texts = definitions[figure.metric]
        writer.writerow([*astuple(figure), texts["start"], texts["stop"]])
    counts = [
        ("excluded", found.excluded),
        ("unknown", found.unknown),
        *((f"flagged:{flag}", of) for flag, of in found.flagged.items()),
    ]
    for kind, numbers in counts:
        writer.writerows([kind, name, number] for name, number in numbers.items())
    writer.writerows(
        [one.code, "mean_s", one.n, one.median_s, one.p90_s, one.mean_s] for one in found.indicators
    )
    return out.getvalue()
