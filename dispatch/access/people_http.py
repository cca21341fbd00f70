"""People and tokens over HTTP, for the administrator."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs
from dispatch.access.manage import add_person, add_token, disable_person, revoke_token
from dispatch.access.models import ApiToken, Person
from dispatch.access.sign_in import NewPerson, hash_password, token_hash
from dispatch.access.subject import Role, Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Page, Read, TheUnits

router = APIRouter(tags=["access"])
MayManage = Annotated[Subject, needs("person.manage")]


class PersonIn(BaseModel):
    """A person to add; `agency_id` for role agency only."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "username": "budi",
                "name": "Budi",
                "role": "dispatcher",
                "password": "sebuah kata sandi panjang",
            }
        }
    )
    username: Text = Field(min_length=1, max_length=100)
    name: Text | None = Field(default=None, max_length=200)
    role: Role
    agency_id: Text | None = Field(default=None, max_length=100)
    password: Text = Field(max_length=200)


class PersonRowOut(BaseModel):
    """A person and whether it may sign in."""

    id: UUID
    username: str
    name: str
    role: str
    agency_id: str | None
    language: str
    active: bool
    created_at: datetime


class TokenIn(BaseModel):
    """A token for an agency's machine (`agency_id`) or for channels (`scopes`)."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Formulir web", "scopes": ["website"]}}
    )
    name: Text = Field(min_length=1, max_length=200)
    agency_id: Text | None = Field(default=None, max_length=100)
    scopes: list[Annotated[Text, Field(max_length=100)]] = Field(
        default_factory=list, max_length=50
    )


class TokenOut(BaseModel):
    """A token without its secret."""

    id: UUID
    name: str
    role: str
    agency_id: str | None
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A new token; its secret is shown once."""

    token: str


@router.get("/people")
async def list_people(_: MayManage, reading: Read) -> Page[PersonRowOut]:
    """List everybody who has or had an account."""
    rows = await reading.fetch("SELECT * FROM person ORDER BY username")
    return Page(items=[PersonRowOut.model_validate(dict(row)) for row in rows])


@router.post("/people", status_code=status.HTTP_201_CREATED)
async def post_person(body: PersonIn, subject: MayManage, units: TheUnits) -> PersonRowOut:
    """Add a person."""
    hashed = await hash_password(body.password)
    async with units.begin(subject.actor) as uow:
        person = await add_person(
            uow,
            NewPerson(body.username, body.name or body.username, body.role, hashed, body.agency_id),
        )
    return PersonRowOut.model_validate(person.model_dump())


@router.post("/people/{person_id}/disable")
async def post_disable(person_id: UUID, _: MayManage, uow: Work) -> PersonRowOut:
    """Disable a person; its sessions end within two seconds."""
    return PersonRowOut.model_validate(
        (await disable_person(uow, await uow.get(Person, person_id))).model_dump()
    )


@router.get("/tokens")
async def list_tokens(_: MayManage, reading: Read) -> Page[TokenOut]:
    """List the tokens, also those that were revoked."""
    rows = await reading.fetch("SELECT * FROM api_token ORDER BY name, created_at")
    return Page(items=[TokenOut.model_validate(dict(row)) for row in rows])


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
async def post_token(body: TokenIn, _: MayManage, uow: Work) -> NewTokenOut:
    """Make a token; it is shown once."""
    token = await add_token(uow, name=body.name, agency_id=body.agency_id, scopes=body.scopes)
    await uow.settle()
    row = await uow.fetchrow("SELECT * FROM api_token WHERE token_hash = $1", token_hash(token))
    return NewTokenOut.model_validate(dict(row or {}) | {"token": token})


@router.post("/tokens/{token_id}/revoke")
async def post_revoke(token_id: UUID, _: MayManage, uow: Work) -> TokenOut:
    """Revoke a token; it works two seconds longer at most."""
    return TokenOut.model_validate(
        (await revoke_token(uow, await uow.get(ApiToken, token_id))).model_dump()
    )
