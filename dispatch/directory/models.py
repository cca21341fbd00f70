"""The table of agencies."""

from typing import ClassVar

from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.store.rows import Row, document, text


class AgencyRow(Row):
    """An organisation that can be sent.

    `services` are its capabilities, `phone` is its public number, `contacts` are the people the
    centre calls when no channel reaches the agency. Where it stands, where it answers and how it is
    notified belong to `agencies`.
    """

    __table_name__: ClassVar[str] = "agency"
    id: str = text(primary_key=True)
    name: str = text()
    short_name: str = text(default="")
    services: list[str] = document(default_factory=list)
    phone: str | None = text(default=None)
    # The version before this one writes agencies without contacts: the database fills them in.
    contacts: list[dict[str, str | bool]] = document(
        default_factory=list, sa_column_kwargs={"server_default": sql("'[]'::jsonb")}
    )
    # How many crews of a service it can send at once, where it has said so.
    crews: dict[str, int] = document(
        default_factory=dict, sa_column_kwargs={"server_default": sql("'{}'::jsonb")}
    )
    active: bool = Field(default=True)
    note: str = text(default="")
    source: str = text(default="")
    version: int = Field(default=1)


class AgencyTable(AgencyRow, table=True):
    """Table of agencies."""

    __tablename__ = "agency"
