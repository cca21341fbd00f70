"""When each step of an order happened: columns of its row and members of its view alike."""

from datetime import datetime

from pydantic import BaseModel

from dispatch.kernel.store.rows import stamp


class TaskStamps(BaseModel):
    """The true time of each step that an order has taken; null for the others."""

    delivered_at: datetime | None = stamp(description="When it had reached the agency's system.")
    seen_at: datetime | None = stamp(description="When it stood on somebody's screen.")
    acknowledged_at: datetime | None = stamp(description="When a human at the agency took it.")
    declined_at: datetime | None = stamp()
    expired_at: datetime | None = stamp()
    unit_assigned_at: datetime | None = stamp()
    en_route_at: datetime | None = stamp()
    on_scene_at: datetime | None = stamp()
    completed_at: datetime | None = stamp()
    cancelled_at: datetime | None = stamp()
    aborted_at: datetime | None = stamp()
    verified_at: datetime | None = stamp(description="When the work was agreed to be done.")
    returned_at: datetime | None = stamp(description="When the work was found unfinished.")
    released_at: datetime | None = stamp(description="When an agency that stood by was told to go.")
    recall_acknowledged_at: datetime | None = stamp(
        description="When a human at the agency said that he heard that it was taken back."
    )
