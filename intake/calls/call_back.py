"""Call-backs: owed within a minute to whoever went before anybody answered."""

from datetime import datetime

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.change_state import change_state
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from intake.answers.owe import KIND
from intake.answers.thread import text_back
from intake.answers.ways import WaysBack
from intake.calls.call_state import CALL_BACK_WITHIN
from intake.calls.events import CallBackDialled, CallBackOwed, CallBackTexted
from intake.calls.lifecycle import LIFECYCLE
from intake.calls.models import Call, CallBack, CallBackState
from intake.calls.schemas import CallBackOutcome

_TEXTED = f"SELECT EXISTS (SELECT FROM outbox WHERE noun_id = $1 AND kind = '{KIND}')"  # noqa: S608 - a constant of our own
_OF_CALL = "SELECT id FROM call_back WHERE call_id = $1"
_OF_NUMBER = """
SELECT id FROM call_back WHERE number = $1 AND state = 'open' AND abandoned_at <= $2 ORDER BY id
"""


async def owe_call_back(uow: UnitOfWork, call: Call) -> None:
    """Owe a call-back for an abandoned call with a number, once."""
    if (
        call.ani is None
        or call.abandoned_at is None
        or await uow.fetchval(_OF_CALL, call.id) is not None
    ):
        return
    row = CallBack(
        id=uow.new_id(),
        call_id=call.id,
        number=call.ani,
        abandoned_at=call.abandoned_at,
        due_at=call.abandoned_at + CALL_BACK_WITHIN,
        short=call.short_abandon,
    )
    uow.add(row)
    uow.append(
        CallBackOwed(
            noun_id=row.id, at=row.abandoned_at, call_id=call.call_id, due_at=row.due_at.isoformat()
        )
    )


async def dial_call_back(uow: UnitOfWork, row: CallBack, *, at: datetime | None = None) -> str:
    """Return the number to call; that it was asked for is a fact.

    Also when a call-back is done: who was not reached may be tried again.
    """
    call = await uow.get(Call, row.call_id)
    when = true_time(at, uow.now)
    uow.append(CallBackDialled(noun_id=row.id, at=when, call_id=call.call_id))
    return row.number


async def text_call_back(uow: UnitOfWork, row: CallBack, ways: WaysBack) -> None:
    """Text the one who hung up, once; the call-back stays owed.

    `call_back.done` when it is settled, `answer.no_way_back` without a way to text a number.
    """
    if row.state != CallBackState.OPEN:
        raise Conflict("call_back.done", done_at=row.done_at)
    if await uow.fetchval(_TEXTED, row.id):
        return
    text_back(uow, ways, row.number, row.id)
    call = await uow.get(Call, row.call_id)
    uow.append(CallBackTexted(noun_id=row.id, at=uow.now, call_id=call.call_id))


async def finish_call_back(
    uow: UnitOfWork,
    row: CallBack,
    outcome: CallBackOutcome,
    *,
    note: str = "",
    at: datetime | None = None,
) -> CallBack:
    """Record the outcome of a call-back; `call_back.done` when somebody did before."""
    if row.state != CallBackState.OPEN:
        raise Conflict("call_back.done", done_at=row.done_at)
    when = true_time(at, uow.now)
    call = await uow.get(Call, row.call_id)
    return await change_state(
        uow,
        LIFECYCLE,
        row,
        CallBackState.DONE,
        fact={"noun_id": row.id, "at": when, "call_id": call.call_id, "outcome": outcome},
        outcome=outcome,
        note=note,
        done_at=when,
        done_by=uow.actor,
    )


async def settle_needless(uow: UnitOfWork, call: Call) -> None:
    """Take back the call-back of a call that had been answered after all.

    Its events came in the wrong order.
    """
    found = await uow.fetchval(_OF_CALL, call.id)
    row = None if found is None else await uow.look(CallBack, found)
    if row is not None and row.state == CallBackState.OPEN:
        await finish_call_back(uow, row, CallBackOutcome.NOT_NEEDED)


async def settle_of_number(uow: UnitOfWork, number: str, *, at: datetime) -> None:
    """Settle the call-backs owed to a caller who got through by calling again."""
    for record in await uow.fetch(_OF_NUMBER, number, at):
        row = await uow.look(CallBack, record["id"])
        if row is not None and row.state == CallBackState.OPEN:
            await finish_call_back(uow, row, CallBackOutcome.CALLED_AGAIN)
