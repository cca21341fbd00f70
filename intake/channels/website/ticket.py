"""Tickets: what somebody without an account is given to speak of his report.

The form carries its ticket from the moment it is opened, so a double press is one report, and a
report that waits in the journal has the ticket under which it will be stored.
"""

import hashlib
import re
import secrets
from typing import Final

# Without I, L, O and U: it is read out over the telephone.
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS: Final = 3
_GROUP: Final = 4
_SHAPE: Final = re.compile(rf"[{_SIGNS}]{{{_GROUP}}}(?:-[{_SIGNS}]{{{_GROUP}}}){{{_GROUPS - 1}}}")


def new_ticket() -> str:
    """Return a ticket that nobody can guess."""
    return ticket_from(secrets.token_hex(16))


def ticket_from(key: str) -> str:
    """Return the ticket of whatever `key` names, always the same one."""
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    signs = "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[: _GROUPS * _GROUP])
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def own_ticket(said: object) -> str | None:
    """Return the ticket that a form brought back; None when it is none of ours."""
    return said if isinstance(said, str) and _SHAPE.fullmatch(said) else None
