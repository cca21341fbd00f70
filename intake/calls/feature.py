"""What calls add to the whole."""

from typing import Final

from dispatch.board.section import SECTIONS
from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from dispatch.retention.erasure import ERASURES
from intake.calls import erasure, http
from intake.calls.board_section import CallBacksSection

FEATURE: Final = Feature(
    "calls",
    ROUTERS.add(http.router),
    SECTIONS.add(lambda _: CallBacksSection()),
    ERASURES.add(*erasure.CALL_ERASURES),
)
