"""An agency as people see it."""

from typing import Any

from dispatch.directory.models import AgencyRow

_MEMBERS = ("id", "name", "short_name", "services", "phone", "active")


def agency_view(agency: AgencyRow) -> dict[str, Any]:
    """Return the JSON members of an agency that everybody may see."""
    return {name: getattr(agency, name) for name in _MEMBERS}
