"""Indexes that only the report needs. Declaring one is all there is to do: Alembic reads them."""

from sqlalchemy import Index

from dispatch.incidents.models import Incident
from dispatch.kernel.store.rows import table_of

Index("incident_reached", table_of(Incident).c.reached_at)
