"""Which ground each agency answers for, and what another layer of boundaries would change."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from routing import Area, Router, Table
from routing.value_object import value_object

# Below this a border was only drawn more finely.
_WORTH_SAYING_KM2: Final = 0.05
_KM2: Final = 1_000_000.0

Grounds: TypeAlias = Mapping[tuple[str, str], float]


@value_object(kw_only=True)
class Shift:
    """What an agency answers for as the first to be asked, before and after, in km2."""

    agency_id: str
    service: str
    before: float
    after: float

    def __str__(self) -> str:
        """Return it for people."""
        change = self.after - self.before
        return (
            f"{self.agency_id} ({self.service}): "
            f"{self.before:.2f} -> {self.after:.2f} km2 ({change:+.2f})"
        )


@value_object(kw_only=True)
class GroundEffect:
    """Who loses and who gains ground, and the areas that no agency answers for."""

    shifts: tuple[Shift, ...] = ()
    unclaimed: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return it for people, the greatest loss first."""
        shifts = sorted(self.shifts, key=lambda one: one.after - one.before)
        said = [f"{'loses' if one.after < one.before else 'gains'} ground: {one}" for one in shifts]
        if self.unclaimed:
            said.insert(0, f"WARNING: no agency answers for {', '.join(self.unclaimed)}")
        return said


def effect_of(old: Table | None, new: Table) -> GroundEffect:
    """Return what the areas of `new` change for the agencies, who are the same in both."""
    before, after = {} if old is None else _grounds(Router(old)), _grounds(Router(new))
    shifts = tuple(
        Shift(
            agency_id=agency_id,
            service=service,
            before=before.get((agency_id, service), 0.0),
            after=after.get((agency_id, service), 0.0),
        )
        for agency_id, service in sorted({*before, *after})
        if abs(after.get((agency_id, service), 0.0) - before.get((agency_id, service), 0.0))
        >= _WORTH_SAYING_KM2
    )
    return GroundEffect(shifts=shifts, unclaimed=_unclaimed(new))


def _grounds(router: Router) -> Grounds:
    services = sorted({claim.service for claim in router.table.jurisdictions})
    found: dict[tuple[str, str], float] = {}
    for area in router.table.areas:
        km2 = router.index.grid.project(area.geometry).area / _KM2
        for service in services:
            owner = router.first_owner(area.code, service)
            if owner is not None:
                found[owner, service] = found.get((owner, service), 0.0) + km2
    return found


def _unclaimed(table: Table) -> tuple[str, ...]:
    claimed = {code for claim in table.jurisdictions for code in claim.area_codes}
    return tuple(_named(area) for area in table.areas if not _is_under(area.code, claimed))


def _is_under(code: str, claimed: Iterable[str]) -> bool:
    return any(code == own or code.startswith(f"{own}.") for own in claimed)


def _named(area: Area) -> str:
    return f"{area.code} {area.name}"
