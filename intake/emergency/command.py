"""The command `cli.py desk-code`: works when nothing else does, at the prompt of the server."""

from typing import Final

from dispatch.kernel.clock import SystemClock
from dispatch.kernel.host.command import Call, Command
from intake.emergency.desk_code import DeskCode
from intake.journal.journal import FOLDER


async def desk_code(call: Call) -> str:
    """Make the desk's code for the emergency page of this server, and print it once."""
    code, until = await DeskCode(call.settings.data_dir / FOLDER).make(SystemClock().now())
    return f"{code}  (sampai / until {until.isoformat(timespec='minutes')})"


EMERGENCY_COMMANDS: Final = (Command(words=("desk-code",), run=desk_code, needs_database=False),)
