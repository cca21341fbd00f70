"""Engine module: a centre at whose desks nobody is signed in hears no alarm.

Whoever is called then is called by telephone; who signs in ends it.
"""

from datetime import datetime
from typing import Final

from dispatch.access.subject import Role
from dispatch.kernel.store.disturbance import Code, Disturbance, settle
from dispatch.kernel.store.unit_of_work import Units

_DESKS: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
# Since the last of them left; where nobody ever came, since there was an account.
_LAST: Final = """
SELECT bool_or(s.revoked_at IS NULL AND s.expires_at > $2) AS is_manned,
    coalesce(max(least(s.revoked_at, s.expires_at)), min(p.created_at)) AS since
FROM person p LEFT JOIN session s ON s.person_id = p.id
WHERE p.role = ANY($1::text[]) AND p.active
"""


class EmptyDesk:
    """The engine module that sees whether anybody is signed in at the desk."""

    name = "empty_desk"
    every_s = 10.0
    time_limit_s = 10.0
    woken = False

    async def run_once(self, units: Units, now: datetime) -> int:
        """Write down that nobody is there, or that somebody is; nothing more is due at once."""
        async with units.begin("system:watch") as uow:
            row = await uow.fetchrow(_LAST, [str(role) for role in _DESKS], now)
            found = []
            if row is not None and row["since"] is not None and not row["is_manned"]:
                found.append(Disturbance(code=Code.DESK_EMPTY, since=row["since"]))
            await settle(uow.connection, Code.DESK_EMPTY, found)
        return 0
