"""What answering citizens adds to the whole."""

from typing import Final

from dispatch.kernel.container import Services
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES, Module
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.http import ROUTERS
from dispatch.retention.erasure import ERASURES
from intake.answers import http, thread_http
from intake.answers.erasure import ANSWER_ERASURES
from intake.answers.follow import OweAnswers
from intake.answers.link import LINK_KEY
from intake.answers.load import load_answers
from intake.answers.tell import TellCitizens
from intake.answers.ways import WAYS_BACK


def _modules(services: Services) -> list[Module]:
    ways, key = services.of(WAYS_BACK), services.of(LINK_KEY)
    return [OweAnswers(ways), TellCitizens(ways, key, services.of(SETTINGS).public_url)]


FEATURE: Final = Feature(
    "answers",
    ROUTERS.add(http.router, thread_http.router),
    MODULES.add(_modules),
    LOADERS.add(load_answers),
    ERASURES.add(*ANSWER_ERASURES),
)
