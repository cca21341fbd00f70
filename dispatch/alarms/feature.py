"""What alarms add to the whole."""

from typing import Final

from dispatch.alarms import conditions, http
from dispatch.alarms.board_section import AlarmsSection
from dispatch.alarms.conditions import SOURCES
from dispatch.alarms.empty_desk import EmptyDesk
from dispatch.alarms.load import load_ladders
from dispatch.alarms.silences import silences
from dispatch.alarms.watch import AlarmWatch
from dispatch.board.section import SECTIONS
from dispatch.kernel.container import Services
from dispatch.kernel.feature import FEATURES, Feature
from dispatch.kernel.host.engine import MODULES, Module
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.web.http import ROUTERS


def _modules(services: Services) -> list[Module]:
    features = services.of(FEATURES)
    return [AlarmWatch(SOURCES.of(features)), EmptyDesk()]


FEATURE: Final = Feature(
    "alarms",
    ROUTERS.add(http.router),
    SECTIONS.add(lambda _: AlarmsSection()),
    SOURCES.add(
        conditions.needs,
        conditions.exhausted,
        conditions.escalated,
        conditions.unattended,
        conditions.unheard_recalls,
        silences,
    ),
    MODULES.add(_modules),
    LOADERS.add(load_ladders),
)
