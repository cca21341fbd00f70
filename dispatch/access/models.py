"""Tables of people, sessions, tokens and the audit of reads."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from dispatch.access.subject import Role
from dispatch.kernel.store.rows import Row, document, required_stamp, stamp, text

_PERSON_ROLES = ", ".join(f"'{role}'" for role in Role if role not in {Role.CHANNEL, Role.SYSTEM})


class Person(Row):
    """Somebody with a user name. `agency_id` is set for role agency only."""

    __table_name__: ClassVar[str] = "person"
    id: UUID = Field(primary_key=True)
    username: str = text(unique=True)
    name: str = text()
    role: str = text()
    agency_id: str | None = text(default=None)
    language: str = text(default="id")
    password_hash: str = text()
    active: bool = Field(default=True)
    created_at: datetime = required_stamp()


class PersonTable(Person, table=True):
    """Table of people."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"role IN ({_PERSON_ROLES})", name="person_role"),
        CheckConstraint("(role = 'agency') = (agency_id IS NOT NULL)", name="person_agency"),
    )


class Session(Row):
    """A signed-in person: the SHA-256 of the bearer token, never the token."""

    __table_name__: ClassVar[str] = "session"
    __key__: ClassVar[tuple[str, ...]] = ("token_hash",)
    token_hash: bytes = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    created_at: datetime = required_stamp()
    expires_at: datetime = required_stamp()
    revoked_at: datetime | None = stamp()


class SessionTable(Session, table=True):
    """Table of sessions."""

    __tablename__ = "session"


class ApiToken(Row):
    """A bearer token of an agency's machine or of a channel's device; only its SHA-256 is kept."""

    __table_name__: ClassVar[str] = "api_token"
    id: UUID = Field(primary_key=True)
    token_hash: bytes = Field(unique=True)
    name: str = text()
    role: str = text()
    agency_id: str | None = text(default=None)
    scopes: list[str] = document(default_factory=list)
    created_at: datetime = required_stamp()
    revoked_at: datetime | None = stamp()


class ApiTokenTable(ApiToken, table=True):
    """Table of tokens."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("role IN ('agency', 'channel')", name="api_token_role"),)


class AccessEntry(Row):
    """One read of personal data: who, when, what (UU 27/2022 articles 35-39)."""

    __table_name__: ClassVar[str] = "access_entry"
    id: UUID = Field(primary_key=True)
    at: datetime = required_stamp()
    actor: str = text()
    verb: str = text()
    noun: str = text()
    noun_id: str = text()
    detail: dict[str, Any] = document(default_factory=dict)


class AccessEntryTable(AccessEntry, table=True):
    """Table of reads."""

    __tablename__ = "access_entry"
    __table_args__ = (Index("access_entry_noun", "noun", "noun_id", "at"),)
