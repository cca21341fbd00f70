"""Who should go: a pure function from a case and a table to a plan with its reasons."""

from __future__ import annotations

from routing.answer import Line, Owner, Plan, Shortfall
from routing.case import Case, Sign
from routing.errors import BadCase, BadTable, RoutingError
from routing.explain import as_record
from routing.place import Place
from routing.plan import Router, locate, plan
from routing.reason import Reason
from routing.table import (
    Agency,
    Area,
    CheckItem,
    Closure,
    Jurisdiction,
    Modifier,
    Need,
    ResponsePlan,
    Station,
    Table,
    Vehicle,
)
from routing.travel_time import StraightLine, TravelTimes

__all__ = [
    "Agency",
    "Area",
    "BadCase",
    "BadTable",
    "Case",
    "CheckItem",
    "Closure",
    "Jurisdiction",
    "Line",
    "Modifier",
    "Need",
    "Owner",
    "Place",
    "Plan",
    "Reason",
    "ResponsePlan",
    "Router",
    "RoutingError",
    "Shortfall",
    "Sign",
    "Station",
    "StraightLine",
    "Table",
    "TravelTimes",
    "Vehicle",
    "as_record",
    "locate",
    "plan",
]
