"""What incidents add to the whole."""

from typing import Final

from dispatch.incidents import erasure
from dispatch.kernel.feature import Feature
from dispatch.retention.erasure import ERASURES

FEATURE: Final = Feature("incidents", ERASURES.add(*erasure.INCIDENT_ERASURES))
