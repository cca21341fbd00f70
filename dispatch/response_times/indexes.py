"""Indexes that only the report needs."""

from typing import Final

from sqlalchemy import Index

from dispatch.incidents.models import Incident
from dispatch.kernel.store.rows import table_of

INCIDENT_REACHED: Final = Index("incident_reached", table_of(Incident).c.reached_at)
