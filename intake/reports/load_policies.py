"""Load the shipped policies of channels as dated rows."""

import json
from datetime import datetime
from pathlib import Path

from dispatch.kernel.unit_of_work import UnitOfWork
from intake.reports.models import ChannelPolicy

SHIPPED = Path(__file__).parent / "channel_policies.json"


async def load_channel_policies(uow: UnitOfWork, path: Path = SHIPPED) -> int:
    """Add the rows of `path` that are not there yet; return how many were added."""
    added = 0
    for entry in json.loads(path.read_text(encoding="utf-8")):
        row = ChannelPolicy(**entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])})
        if await uow.look(ChannelPolicy, *row.key()) is None:
            uow.add(row)
            added += 1
    return added
