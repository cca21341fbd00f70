"""An administrator changes an agency, or takes it out of service."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from dispatch.directory.events import AgencyChanged
from dispatch.directory.models import AgencyRow
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from routing.value_object import value_object


@value_object(kw_only=True)
class Contact:
    """A person the centre calls when no channel reaches the agency, and whether on duty now."""

    name: str
    phone: str
    role: str = ""
    on_duty: bool = False


@value_object(kw_only=True)
class AgencyChange:
    """The members of an agency to change; None leaves one, an empty phone number removes it."""

    phone: str | None = None
    active: bool | None = None
    contacts: tuple[Contact, ...] | None = None


async def change_agency(
    uow: UnitOfWork,
    agency: AgencyRow,
    change: AgencyChange,
    *,
    at: datetime | None = None,
    beyond: Mapping[str, object] | None = None,
) -> AgencyRow:
    """Change an agency and append one fact; what is already so changes nothing.

    `beyond` names what was changed about the agency outside of its row, such as a channel: the
    version counts that too, so that whoever keeps a copy of the agency sees that it is old.
    """
    wanted: dict[str, object] = {}
    if change.phone is not None:
        wanted["phone"] = change.phone or None
    if change.active is not None:
        wanted["active"] = change.active
    if change.contacts is not None:
        wanted["contacts"] = [asdict(contact) for contact in change.contacts]
    changed = {name: value for name, value in wanted.items() if getattr(agency, name) != value}
    if not changed and not beyond:
        return agency
    await uow.change(agency, **changed)
    # The log is never erased, so it keeps how many people can be called and not who they are.
    if change.contacts is not None and "contacts" in changed:
        changed["contacts"] = len(change.contacts)
    uow.append(
        AgencyChanged(
            noun_id=uow.new_id(),
            agency_id=agency.id,
            at=true_time(at, uow.now),
            changed={**changed, **(beyond or {})},
        )
    )
    return agency
