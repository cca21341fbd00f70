"""Sign-in over HTTP."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import (
    COOKIE,
    SUBJECTS,
    CurrentSubject,
    Work,
    check_same_origin,
    token_of,
)
from dispatch.access.permission_map import verbs_of
from dispatch.access.sign_in import THROTTLE, check_password, open_session, sign_out
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Read, TheUnits

router = APIRouter(prefix="/sessions", tags=["access"])


class Credentials(BaseModel):
    """User name and password as a person types them."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"username": "penerima", "password": "kata-sandi-demo"}}
    )
    username: Text = Field(max_length=100)
    password: Text = Field(max_length=200)


class PersonOut(BaseModel):
    """The signed-in person."""

    id: UUID | str
    name: str
    role: str
    agency_id: str | None
    language: str
    username: str | None = None


class SessionOut(BaseModel):
    """A new session; the token is shown once."""

    token: str
    expires_at: datetime
    person: PersonOut


class CurrentOut(BaseModel):
    """Who asks, and which verbs it may do."""

    person: PersonOut
    permissions: list[str]


@router.post("", status_code=status.HTTP_201_CREATED)
async def post_session(
    body: Credentials,
    request: Request,
    response: Response,
    units: TheUnits,
) -> SessionOut:
    """Sign in with user name and password; the token also becomes the browser's cookie."""
    check_same_origin(request)
    hours, throttle = SETTINGS.of(request).session_hours, THROTTLE.of(request)
    address = request.client.host if request.client else "-"
    await throttle.check(body.username, address)
    person = await check_password(units, body.username, body.password)
    async with units.begin(f"person:{person.id}") as uow:
        token, session = open_session(uow, person, hours=hours)
    await throttle.forgive(body.username, address)
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE,
        token,
        max_age=round(hours * 3600),
        httponly=True,
        samesite="strict",
        secure=secure,
        path="/",
    )
    out = PersonOut(
        id=person.id,
        username=person.username,
        name=person.name,
        role=person.role,
        agency_id=person.agency_id,
        language=person.language,
    )
    return SessionOut(token=token, expires_at=session.expires_at, person=out)


@router.get("/current")
async def read_session(subject: CurrentSubject, reading: Read) -> CurrentOut:
    """Return who asks and which verbs it may do; a token has no user name."""
    username = (
        await reading.fetchval("SELECT username FROM person WHERE id::text = $1", subject.id)
        if subject.kind == "person"
        else None
    )
    person = PersonOut(
        id=subject.id,
        username=username,
        name=subject.name,
        role=subject.role,
        agency_id=subject.agency_id,
        language=subject.language,
    )
    return CurrentOut(person=person, permissions=verbs_of(subject))


@router.delete("/current", status_code=status.HTTP_204_NO_CONTENT)
async def close_session(_: CurrentSubject, request: Request, response: Response, uow: Work) -> None:
    """Sign out: end the session of the token."""
    token, _from_cookie = token_of(request)
    if token:
        await sign_out(uow, token)
        SUBJECTS.of(request).forget(token)
    response.delete_cookie(COOKIE, path="/")
