"""A finding that was there before goes on with its report: the same post or the same picture."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.texts import dumps_any
from intake.pipeline.items import Message

# Those that still wait first: what led to nothing is shown anew.
_SAME: Final = """
SELECT conversation_id FROM report
WHERE channel = $1 AND conversation_id IS NOT NULL
    AND EXISTS (SELECT FROM unnest($2::text[]) AS known (file) WHERE media @> known.file::jsonb)
ORDER BY state IN ('discarded', 'referred'), received_at LIMIT 1
"""
_TURNS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()


@asynccontextmanager
async def in_turn() -> AsyncIterator[None]:
    """Take findings one after the other: two of one picture at once would not see each other."""
    async with _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        yield


async def with_same(reading: ReadTransaction, message: Message) -> Message:
    """Return the finding as a part of the report that has its post or its picture already."""
    files = [
        dumps_any([{"sha256": file.sha256} if file.sha256 else {"ref": file.external_ref}]).decode()
        for file in message.media
    ]
    same = await reading.fetchval(_SAME, message.report.channel, files)
    return message if same is None else replace(message, conversation_id=same)
