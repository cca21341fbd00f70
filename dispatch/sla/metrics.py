"""The names of what is measured, in words too; `intervals.py` says from where to where."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final


class Metric(StrEnum):
    """An interval of the chain from the caller to the closed incident."""

    ANSWER = "answer"
    TRIAGE = "triage"
    PROCESSING = "processing"
    HAND_OVER = "hand_over"
    AGENCY_DISPATCH = "agency_dispatch"
    TURNOUT = "turnout"
    TRAVEL = "travel"
    RESPONSE = "response"
    FULL_RESPONSE = "full_response"
    RESOLUTION = "resolution"


class Verdict(StrEnum):
    """What became of a clock.

    Void: not judged, because there is no target or nobody needs the answer any more.
    """

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"


# Label, start and stop of each metric in both languages, for print beside every figure.
WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = json.loads(
    Path(__file__).with_name("metrics.json").read_text(encoding="utf-8")
)
