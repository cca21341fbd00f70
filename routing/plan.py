"""From a case and a table to a plan: who is asked for each need, and why.

A table is compiled once, into a `Router`, by whoever holds it. Everything that depends only on the
ground and the run card is ranked once and remembered; a case then adds its distances.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from routing.answer import Line, Owner, Plan, Shortfall
from routing.case import Case, check_position
from routing.check import check_table
from routing.jurisdiction import (
    FAR_OUTSIDE,
    LOCATION_FROM_AREA,
    LOCATION_UNKNOWN,
    AreaIndex,
    Location,
)
from routing.needs import Demand, Wanted
from routing.rank import Ground, Ranker, Ranking
from routing.reason import Reason
from routing.response_plan import RunCards
from routing.share import Share, share
from routing.table import Agency, Need, Station, Table
from routing.travel_time import Way
from routing.value_object import value_object

MOST_REMEMBERED: Final = 20_000
NOWHERE: Final = -1

Touched = tuple[tuple[int, float], ...]
Zones = frozenset[int]


@value_object(kw_only=True)
class _LineTemplate:
    need: Need
    agency: Agency
    rank: int
    tier: str
    reasons: tuple[Reason, ...]
    candidates: tuple[str, ...]
    zoning: int
    count: int


@value_object(kw_only=True)
class _Template:
    lines: tuple[_LineTemplate, ...]
    shortfalls: tuple[Shortfall, ...]
    owners: tuple[Owner, ...]
    near_border: bool
    zonings: tuple[int, ...]


class Router:
    """Plans with one routing table, which it has compiled."""

    def __init__(self, table: Table) -> None:
        check_table(table)
        self.table = table
        self.index = AreaIndex(table.areas, table.far_outside_m)
        self._cards = RunCards(table.response_plans, table.modifiers)
        self._ranker = Ranker(table, self.index.grid)
        self._agencies = {agency.id: agency for agency in table.agencies}
        self._templates: dict[object, _Template] = {}
        self._zonings: dict[str, int] = {}
        self._polygons = {
            number: self.index.grid.project(claim.polygon)
            for number, claim in enumerate(table.jurisdictions)
            if claim.polygon is not None
        }
        shapely.prepare(list(self._polygons.values()))
        self._outlines: dict[str, list[BaseGeometry]] = {}
        for number, polygon in self._polygons.items():
            self._outlines.setdefault(table.jurisdictions[number].service, []).append(
                polygon.boundary
            )

    def plan(self, case: Case) -> Plan:
        """Return the plan for a case: who should go, and why."""
        demand = self._cards.select(case)
        if case.lon is None or case.lat is None:
            return self._plan_without_point(case, demand)
        location = self.index.locate(case.lon, case.lat, case.accuracy_m)
        area = NOWHERE if FAR_OUTSIDE in location.flags else location.area
        touched = location.touched if area != NOWHERE else ()
        inside, near = (
            self._polygons_at(location) if self._polygons else (frozenset[int](), frozenset[int]())
        )
        template = self._template(demand, area, touched, (inside, near))
        here = None if area == NOWHERE else self.table.areas[area]
        # Several services usually share one division of the ground: each border is measured once.
        borders = {
            zoning: self.index.to_other_zone(location, zoning)
            for zoning in template.zonings
            if touched
        }
        lines = tuple(
            [self._line(line, location, borders.get(line.zoning)) for line in template.lines]
        )
        return Plan(
            layer_version=self.table.version,
            case=case,
            response_plan=demand.card,
            is_default=demand.is_default,
            location=location,
            area=here,
            areas=tuple([(self.table.areas[number], metres) for number, metres in touched]),
            near_border=template.near_border,
            flags=location.flags,
            owners=self._owners(template, touched),
            lines=lines,
            demand=demand,
            shortfalls=template.shortfalls,
        )

    def first_owner(self, code: str, service: str) -> str | None:
        """Return the agency that is asked first for a service in an area; None when nobody is."""
        return self._ranker.first_owner(code, service)

    def _plan_without_point(self, case: Case, demand: Demand) -> Plan:
        hint = case.area_code
        known = hint is not None and any(
            a.code == hint or a.code.startswith(hint + ".") for a in self.table.areas
        )
        code = hint if known and hint is not None else self.table.home_code
        number = self.index.find_code(code)
        area = NOWHERE if number is None else number
        key = (demand, code)
        template = self._templates.get(key)
        if template is None:
            ground = Ground(code=code, name=self._name_of(code))
            template = self._remember(
                key, self._build(demand, ground, ((area, 0.0),) if number is not None else ())
            )
        flags = (LOCATION_UNKNOWN, LOCATION_FROM_AREA) if known else (LOCATION_UNKNOWN,)
        return Plan(
            layer_version=self.table.version,
            case=case,
            response_plan=demand.card,
            is_default=demand.is_default,
            location=None,
            area=None if number is None else self.table.areas[number],
            areas=(),
            near_border=False,
            flags=flags,
            owners=self._owners(template, ()),
            lines=tuple(self._line(line, None, None) for line in template.lines),
            demand=demand,
            shortfalls=template.shortfalls,
        )

    def _template(
        self, demand: Demand, area: int, touched: Touched, zones: tuple[Zones, Zones]
    ) -> _Template:
        others = (
            tuple([number for number, _ in touched if number != area]) if len(touched) > 1 else ()
        )
        inside, near = zones
        key = (demand, area, others, inside, near)
        found = self._templates.get(key)
        if found is not None:
            return found
        if area == NOWHERE:
            code = self.table.home_code
            ground = Ground(code=code, name=self._name_of(code), zones=inside, near_zones=near)
        else:
            here = self.table.areas[area]
            across = tuple((self.table.areas[n].code, self.table.areas[n].name) for n in others)
            ground = Ground(
                code=here.code, name=here.name, others=across, zones=inside, near_zones=near
            )
        return self._remember(key, self._build(demand, ground, touched))

    def _build(self, demand: Demand, ground: Ground, touched: Touched) -> _Template:
        point = self.index.centre(touched[0][0]) if touched else None
        lines: list[_LineTemplate] = []
        shortfalls: list[Shortfall] = []
        for wanted in demand.needs:
            ranking = self._ranker.rank(wanted.need, ground, point)
            shares, shortfall = share(wanted.need, ranking.candidates)
            lines.extend(self._line_template(wanted, ranking, one) for one in shares)
            if shortfall is not None:
                shortfalls.append(shortfall)
        owners: list[Owner] = []
        near_border = False
        for service in dict.fromkeys(line.need.service for line in lines):
            found = self._service_owners(service, ground, touched)
            near_border = near_border or len(found) > 1
            owners.extend(
                self._owner(service, self._agencies[agency], number)
                for agency, number in found
                if agency is not None
            )
        return _Template(
            lines=tuple(lines),
            shortfalls=tuple(shortfalls),
            owners=tuple(owners),
            near_border=near_border,
            zonings=tuple({line.zoning for line in lines}),
        )

    def _owner(self, service: str, agency: Agency, number: int) -> Owner:
        code = self.table.home_code if number == NOWHERE else self.table.areas[number].code
        return Owner(
            service=service,
            agency_id=agency.id,
            agency_name=agency.name,
            area_code=code,
            area_name=self._name_of(code),
            distance_m=0.0,
        )

    def _service_owners(
        self, service: str, ground: Ground, touched: Touched
    ) -> list[tuple[str | None, int]]:
        """Return the distinct owners of a service in the circle.

        Each with the nearest ground it owns.
        """
        if not touched:
            return [(self._ranker.first_owner(ground.code, service), NOWHERE)]
        nearest: dict[str | None, int] = {}
        for number, _ in touched:
            code = self.table.areas[number].code
            nearest.setdefault(self._ranker.first_owner(code, service, ground.zones), number)
        for claim in self._ranker.owners("", service, ground.near_zones):
            nearest.setdefault(claim.agency_id, touched[0][0])
        return list(nearest.items())

    def _line_template(self, wanted: Wanted, ranking: Ranking, part: Share) -> _LineTemplate:
        need, chosen = wanted.need, part.candidate
        names = [candidate.agency.id for candidate in ranking.candidates]
        # Whoever goes is asked first; those before it have a line of their own.
        place = names.index(chosen.agency.id)
        return _LineTemplate(
            need=need,
            agency=chosen.agency,
            rank=len(ranking.skipped) + place + 1,
            tier=chosen.tier,
            reasons=(chosen.reason, *ranking.skipped, *wanted.reasons, *_about_going(need)),
            candidates=tuple(names[place:]),
            zoning=self._zoning(need.service),
            count=part.count,
        )

    def _zoning(self, service: str) -> int:
        zoning = self._zonings.get(service)
        if zoning is None:
            labels = [self._ranker.first_owner(area.code, service) for area in self.table.areas]
            zoning = self._zonings[service] = self.index.zoning(labels)
        return zoning

    def _line(
        self, template: _LineTemplate, location: Location | None, border: float | None
    ) -> Line:
        need = template.need
        agency = template.agency
        metres = error = seconds = None
        if location is not None:
            nearest = self._ranker.nearest_station(agency.id, location.x, location.y)
            if nearest is not None:
                metres, post = nearest
                error = post.error_m
                seconds = self._seconds(location, metres, post)
            for outline in self._outlines.get(need.service, ()):
                to_outline = float(shapely.distance(outline, shapely.Point(location.x, location.y)))
                border = to_outline if border is None else min(border, to_outline)
        return Line(
            service=need.service,
            count=template.count,
            stand_by=need.stand_by,
            agency_id=agency.id,
            agency_name=agency.name,
            rank=template.rank,
            tier=template.tier,
            reasons=template.reasons,
            candidates=template.candidates,
            distance_m=metres,
            position_error_m=error,
            travel_s=seconds,
            border_distance_m=border,
            behind=need.behind,
        )

    def _seconds(self, location: Location, metres: float, post: Station) -> float | None:
        lon, lat = self.index.grid.back(location.x, location.y)
        way = Way(from_lon=post.lon, from_lat=post.lat, to_lon=lon, to_lat=lat, straight_m=metres)
        return self.table.travel.seconds(way)

    def _owners(self, template: _Template, touched: Touched) -> tuple[Owner, ...]:
        if len(touched) < 2 and (not touched or not touched[0][1]):  # noqa: PLR2004 - one area is no choice
            return template.owners
        metres = {self.table.areas[number].code: away for number, away in touched}
        return tuple(
            [replace(owner, distance_m=metres[owner.area_code]) for owner in template.owners]
        )

    def _polygons_at(self, location: Location) -> tuple[Zones, Zones]:
        inside: set[int] = set()
        near: set[int] = set()
        point = shapely.Point(location.x, location.y)
        for number, polygon in self._polygons.items():
            if shapely.intersects_xy(polygon, location.x, location.y):
                inside.add(number)
            elif shapely.distance(polygon, point) <= location.radius_m:
                near.add(number)
        return frozenset(inside), frozenset(near)

    def _name_of(self, code: str) -> str:
        number = self.index.find_code(code)
        return code if number is None else self.table.areas[number].name

    def _remember(self, key: object, template: _Template) -> _Template:
        if len(self._templates) >= MOST_REMEMBERED:
            self._templates.clear()
        self._templates[key] = template
        return template


def _about_going(need: Need) -> tuple[Reason, ...]:
    stands = (Reason("stand_by", {"service": need.service}),) if need.stand_by else ()
    waits = () if need.behind is None else (Reason("behind", {"service": need.behind}),)
    return (*stands, *waits)


def plan(case: Case, router: Router) -> Plan:
    """Return who should go for a case, with reasons; deterministic, and never without a line."""
    return router.plan(case)


def locate(router: Router, lon: float, lat: float, accuracy_m: float | None = None) -> Location:
    """Return the area of a point, its distance to the border, every area its circle reaches."""
    check_position(lon, lat)
    return router.index.locate(lon, lat, accuracy_m)
