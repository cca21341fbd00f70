"""Load the shipped policies of channels as dated rows."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.models import ChannelPolicy

SHIPPED = Path(__file__).parent / "channel_policies.json"


def shipped_policies() -> list[dict[str, Any]]:
    """Return the rows of the shipped file."""
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return rows


async def load_channel_policies(uow: UnitOfWork) -> int:
    """Add the shipped rows that are not there yet; return how many were added."""
    added = 0
    for entry in shipped_policies():
        row = ChannelPolicy(**entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])})
        if await uow.look(ChannelPolicy, *row.key()) is None:
            uow.add(row)
            added += 1
    return added
