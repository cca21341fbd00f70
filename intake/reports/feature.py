"""What reports add to the whole."""

from typing import Final

from dispatch.alarms.conditions import SOURCES
from dispatch.board.section import SECTIONS
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.web.http import ROUTERS
from dispatch.retention.erasure import ERASURES
from intake.reports import caller_http, erasure, http, raw_http, surge_http
from intake.reports.board_sections import CALLS, AttentionSection, ReportsSection
from intake.reports.silence_rule import load_silence_rules
from intake.reports.silence_watch import SilenceWatch
from intake.reports.waiting_alarms import waiting_reports

FEATURE: Final = Feature(
    "reports",
    ROUTERS.add(caller_http.router, surge_http.router, http.router, raw_http.router),
    SECTIONS.add(lambda services: ReportsSection(services.of(CALLS)), lambda _: AttentionSection()),
    SOURCES.add(waiting_reports),
    MODULES.add(lambda _: [SilenceWatch()]),
    LOADERS.add(load_silence_rules),
    ERASURES.add(*erasure.REPORT_ERASURES),
)
