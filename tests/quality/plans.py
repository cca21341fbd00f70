"""Whether the plan of a sentence sends what people who labelled it would send."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final

from agencies.registry.city_files import read_registry, table_of
from intake.reports.heard import signs_in
from intake.triage.proposal import Proposal
from routing import Case, Router
from tests.quality.figure import Figure, share
from tests.quality.labels import Sentence
from tests.support.city import SHIPPED

_AT: Final = datetime(2026, 11, 27, 3, tzinfo=UTC)
_LAT, _LON = -7.47, 112.43
# Which services of run cards answer a labelled capability.
SERVICES: Final[dict[str, frozenset[str]]] = {
    "ambulance": frozenset({"ems"}),
    "fire_engine": frozenset({"fire"}),
    "rescue_team": frozenset({"rescue", "fire"}),
    "police": frozenset({"police"}),
    "grid": frozenset({"power"}),
    "sar": frozenset({"sar", "rescue"}),
    "bpbd": frozenset({"disaster"}),
    "satpolpp": frozenset({"public_order"}),
    "dishub": frozenset({"traffic", "road_signals"}),
    "traffic_police": frozenset({"traffic", "police"}),
    "dlh": frozenset({"environment"}),
    "dpupr": frozenset({"public_works"}),
    "dinsos": frozenset({"social"}),
    "pdam": frozenset({"water"}),
    "snake_catcher": frozenset({"rescue"}),
    "gas_company": frozenset({"fire"}),
}


@cache
def _router() -> Router:
    return Router(table_of(read_registry(SHIPPED)))


def going(proposal: Proposal) -> frozenset[str]:
    """Return the services that the plan of a proposal sends, those on stand-by left out."""
    document = proposal.document()
    case = Case(
        at=_AT,
        type=proposal.type,
        priority=proposal.priority,
        also=proposal.also,
        signs=signs_in(document),
        lat=_LAT,
        lon=_LON,
    )
    return frozenset(line.service for line in _router().plan(case).lines if not line.stand_by)


def figures(heard: Sequence[tuple[Sentence, Proposal]]) -> list[Figure]:
    """Give recall and precision of what plans send, over sentences that ask for somebody."""
    sent: list[bool] = []
    wanted: list[bool] = []
    by_capability: dict[str, list[bool]] = {}
    for row, proposal in heard:
        needs = [need for need in row.needs or () if need in SERVICES]
        if not needs:
            continue
        services = going(proposal)
        for need in needs:
            found = not SERVICES[need].isdisjoint(services)
            wanted.append(found)
            by_capability.setdefault(need, []).append(found)
        asked = frozenset().union(*(SERVICES[need] for need in needs))
        sent.extend(service in asked for service in services)
    return [
        share("plan_recall", wanted),
        share("plan_precision", sent),
        *_by(by_capability.items()),
    ]


def _by(groups: Iterable[tuple[str, list[bool]]]) -> list[Figure]:
    return [share(f"plan_recall.{name}", cases) for name, cases in sorted(groups)]
