"""What replaying files, and a made-up night, add to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.command import COMMANDS
from intake.replay.command import REPLAY
from intake.replay.night_command import NIGHT

FEATURE: Final = Feature("replay", COMMANDS.add(REPLAY, NIGHT))
