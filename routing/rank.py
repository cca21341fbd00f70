"""Who can answer one need in one place, best first, each with the reason why.

The owner of the place comes first, then owners across a border the uncertainty reaches, then the
owner's own branches (a polsek of the same Polres), then other agencies with the same service by
distance, then substitutes. An inactive agency is skipped, and the plan says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import dist, hypot, inf
from typing import Final

from routing.projection import LocalMetres
from routing.reason import Param, Reason
from routing.table import Agency, Jurisdiction, Need, Station, Table
from routing.value_object import value_object

OWNER: Final = "owner"
OTHER_OWNER: Final = "other_owner"
NEIGHBOUR: Final = "neighbour"
SUBSTITUTE: Final = "substitute"
LAST_RESORT: Final = "last_resort"
MOST_NEIGHBOURS: Final = 5
_REMEMBERED: Final = 4_096

Point = tuple[float, float]


@value_object(kw_only=True)
class Candidate:
    """One agency that could take a need."""

    agency: Agency
    tier: str
    reason: Reason


@value_object(kw_only=True)
class Ground:
    """The ground on which somebody is needed: its code, codes across near borders, its polygons."""

    code: str
    name: str
    others: tuple[tuple[str, str], ...] = ()
    zones: frozenset[int] = frozenset()
    near_zones: frozenset[int] = frozenset()


@value_object(kw_only=True)
class Ranking:
    """The candidates of one need in one place, and who was passed over."""

    candidates: tuple[Candidate, ...]
    skipped: tuple[Reason, ...]


class Ranker:
    """Ranks the agencies of one table."""

    def __init__(self, table: Table, grid: LocalMetres) -> None:
        self._agencies = {agency.id: agency for agency in table.agencies}
        self._home = table.home_code
        self._centres = {
            area.code: grid.forward(*area.geometry.representative_point().coords[0][:2])
            for area in table.areas
        }
        self._owners: dict[tuple[str, str, frozenset[int]], list[Jurisdiction]] = {}
        self._claims: dict[str, list[tuple[int, Jurisdiction]]] = {}
        for number, claim in enumerate(table.jurisdictions):
            self._claims.setdefault(claim.service, []).append((number, claim))
        self._stations: dict[str, tuple[tuple[float, float, Station], ...]] = {
            agency.id: tuple((*grid.forward(post.lon, post.lat), post) for post in agency.stations)
            for agency in table.agencies
        }

    def owners(
        self, code: str, service: str, zones: frozenset[int] = frozenset()
    ) -> list[Jurisdiction]:
        """Return the claims on a place for a service, the first to be asked first.

        Those of inactive agencies are among them.
        """
        key = (code, service, zones)
        known = self._owners.get(key)
        if known is None:
            if len(self._owners) >= _REMEMBERED:
                self._owners.clear()  # zones cut the ground into more pieces than are asked twice
            known = self._owners[key] = self._find_owners(code, service, zones)
        return known

    def _find_owners(self, code: str, service: str, zones: frozenset[int]) -> list[Jurisdiction]:
        found = [
            (claim.rank, -precision, claim.agency_id, number)
            for number, claim in self._claims.get(service, ())
            if (precision := _covers(claim, code, in_zone=number in zones)) is not None
        ]
        claims = dict(self._claims.get(service, ()))
        return [claims[number] for *_, number in sorted(found)]

    def first_owner(
        self, code: str, service: str, zones: frozenset[int] = frozenset()
    ) -> str | None:
        """Return the agency that is asked first for a service on a piece of ground."""
        for claim in self.owners(code, service, zones):
            if self._agencies[claim.agency_id].active:
                return claim.agency_id
        return None

    def rank(self, need: Need, ground: Ground, point: Point | None) -> Ranking:
        """Return everybody who could take a need, best first.

        Never empty while the table has an agency.
        """
        gathered = _Gathering(self._agencies)
        self._gather_owners(gathered, need.service, ground)
        self._gather_neighbours(gathered, need.service, ground, point)
        for service in need.substitutes:
            for claim in self.owners(ground.code, service, ground.zones):
                params = {
                    "service": service,
                    "for": need.service,
                    "agency": self._name(claim.agency_id),
                }
                gathered.offer(claim.agency_id, SUBSTITUTE, Reason("substitute_service", params))
        if not gathered.candidates:
            self._gather_anybody(gathered, need.service)
        return Ranking(candidates=tuple(gathered.candidates), skipped=tuple(gathered.skipped))

    def nearest_station(self, agency_id: str, x: float, y: float) -> tuple[float, Station] | None:
        """Return the metres to an agency's nearest station, and that station."""
        best: tuple[float, Station] | None = None
        for station_x, station_y, post in self._stations[agency_id]:
            metres = hypot(station_x - x, station_y - y)
            if best is None or metres < best[0]:
                best = (metres, post)
        return best

    def _gather_owners(self, gathered: _Gathering, service: str, ground: Ground) -> None:
        for claim in self.owners(ground.code, service, ground.zones):
            code = "owner_approximate" if claim.approximate else "owner_of_area"
            gathered.offer(
                claim.agency_id, OWNER, Reason(code, self._claim_params(claim, ground.name))
            )
        for code, name in ground.others:
            for claim in self.owners(code, service, ground.zones):
                reason = Reason("owner_across_border", self._claim_params(claim, name))
                gathered.offer(claim.agency_id, OTHER_OWNER, reason)
        for claim in self.owners("", service, ground.near_zones):
            reason = Reason("owner_across_border", self._claim_params(claim, ground.name))
            gathered.offer(claim.agency_id, OTHER_OWNER, reason)

    def _gather_neighbours(
        self, gathered: _Gathering, service: str, ground: Ground, point: Point | None
    ) -> None:
        owners = self.owners(ground.code, service, ground.zones)
        helpers = sorted(
            (
                not self._is_branch(agency.id, service, owners),
                self._metres_to(agency.id, service, point),
                agency.id,
            )
            for agency in self._agencies.values()
            if service in agency.services and agency.id not in gathered.seen
        )
        for is_other, _, agency_id in helpers[:MOST_NEIGHBOURS]:
            params: dict[str, Param] = {"agency": self._name(agency_id), "service": service}
            away = None if point is None else self.nearest_station(agency_id, *point)
            if not is_other:
                code = "branch_of_owner"
                params["owner"] = self._name(owners[0].agency_id)
            elif away is None:
                code = "neighbour_unknown_distance"
            else:
                code = "neighbour_by_distance"
                params["km"] = round(away[0] / 1000, 1)
            gathered.offer(agency_id, NEIGHBOUR, Reason(code, params))

    def _is_branch(self, agency_id: str, service: str, owners: Sequence[Jurisdiction]) -> bool:
        """Whether all the ground of an agency lies in that of an owner of the place: its branch."""
        own = [
            code
            for _, claim in self._claims.get(service, ())
            if claim.agency_id == agency_id
            for code in claim.area_codes
        ]
        return bool(own) and any(
            all(_covers(owner, code, in_zone=False) is not None for code in own) for owner in owners
        )

    def _metres_to(self, agency_id: str, service: str, point: Point | None) -> float:
        """Return how far an agency is: from its station, else from the ground that it answers for.

        A base that nobody knows is not infinitely far: an agency stands where it works.
        """
        if point is None:
            return inf
        away = self.nearest_station(agency_id, *point)
        if away is not None:
            return away[0]
        centres = (
            centre
            for _, claim in self._claims.get(service, ())
            if claim.agency_id == agency_id
            for code, centre in self._centres.items()
            if _covers(claim, code, in_zone=False) is not None
        )
        return min((dist(centre, point) for centre in centres), default=inf)

    def _gather_anybody(self, gathered: _Gathering, service: str) -> None:
        """Somebody must be called even when nobody offers the service.

        Police first, the inactive last.
        """

        def order(agency: Agency) -> tuple[bool, bool, bool, str]:
            here = any(
                _covers(claim, self._home, in_zone=False) is not None
                for claims in self._claims.values()
                for _, claim in claims
                if claim.agency_id == agency.id
            )
            return not agency.active, not here, "police" not in agency.services, agency.id

        agency = min(self._agencies.values(), key=order)
        code = "last_resort" if agency.active else "last_resort_inactive"
        reason = Reason(code, {"agency": agency.name, "service": service})
        gathered.candidates.append(Candidate(agency=agency, tier=LAST_RESORT, reason=reason))

    def _claim_params(self, claim: Jurisdiction, area: str) -> dict[str, Param]:
        params: dict[str, Param] = {
            "agency": self._name(claim.agency_id),
            "service": claim.service,
            "area": area,
        }
        if claim.basis:
            params["basis"] = claim.basis
        return params

    def _name(self, agency_id: str) -> str:
        return self._agencies[agency_id].name


class _Gathering:
    """Candidates in the order they were offered, each agency once."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._agencies = agencies
        self.candidates: list[Candidate] = []
        self.skipped: list[Reason] = []
        self.seen: set[str] = set()

    def offer(self, agency_id: str, tier: str, reason: Reason) -> None:
        if agency_id in self.seen:
            return
        self.seen.add(agency_id)
        agency = self._agencies[agency_id]
        if agency.active:
            self.candidates.append(Candidate(agency=agency, tier=tier, reason=reason))
        else:
            self.skipped.append(Reason("skipped_inactive", {"agency": agency.name}))


def _covers(claim: Jurisdiction, code: str, *, in_zone: bool) -> int | None:
    """Return how precisely a claim covers a code (its own length), or None when it does not."""
    if in_zone:
        return 1_000
    lengths: Iterable[int] = (
        len(own) for own in claim.area_codes if code == own or code.startswith(own + ".")
    )
    return max(lengths, default=None)
