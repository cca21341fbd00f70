"""What replaying files adds to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.command import COMMANDS
from intake.replay.command import REPLAY

FEATURE: Final = Feature("replay", COMMANDS.add(REPLAY))
