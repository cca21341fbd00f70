"""What is measured, from where to where, and the statements that measure it."""

import json
from pathlib import Path
from typing import Final

from dispatch.sla.metrics import Metric

_FOLDER = Path(__file__).parent
_INTERVALS = (_FOLDER / "sql" / "intervals.sql").read_text(encoding="utf-8")
_DEFINITIONS: dict[str, dict[str, dict[str, str]]] = json.loads(
    (_FOLDER / "definitions.json").read_text(encoding="utf-8")
)
# Below this a percentile says more about chance than about the service.
FEW: Final = 20


def statement(name: str) -> str:
    """Return the statement of `sql/<name>.sql` with the intervals filled in."""
    return (
        (_FOLDER / "sql" / f"{name}.sql").read_text(encoding="utf-8").format(intervals=_INTERVALS)
    )


REPORT: Final = statement("report")
EXCLUDED: Final = statement("excluded")
INDICATOR: Final = statement("indicator")


def definitions(language: str) -> dict[str, dict[str, str]]:
    """Return start and stop of every metric in `language`, for print beside every figure."""
    return {
        metric: {edge: texts[language] for edge, texts in _DEFINITIONS[metric].items()}
        for metric in Metric
    }
