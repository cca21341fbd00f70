"""Who should go: a pure function from a case and a table to a plan with its reasons."""

from __future__ import annotations

from routing.answer import Line, Owner, Plan
from routing.case import Case
from routing.errors import BadCase, BadTable, RoutingError
from routing.explain import as_document, as_record, in_words
from routing.place import Place
from routing.plan import locate, plan
from routing.reason import Reason
from routing.table import (
    Agency,
    Area,
    CheckItem,
    Jurisdiction,
    Need,
    ResponsePlan,
    Station,
    Table,
    TravelModel,
)

__all__ = [
    "Agency",
    "Area",
    "BadCase",
    "BadTable",
    "Case",
    "CheckItem",
    "Jurisdiction",
    "Line",
    "Need",
    "Owner",
    "Place",
    "Plan",
    "Reason",
    "ResponsePlan",
    "RoutingError",
    "Station",
    "Table",
    "TravelModel",
    "as_document",
    "as_record",
    "in_words",
    "locate",
    "plan",
]
