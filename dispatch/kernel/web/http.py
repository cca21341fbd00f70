"""The HTTP edge: units of work as typed dependencies, problem documents, cursor pages."""

import base64
import binascii
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from dispatch.kernel.container import Service
from dispatch.kernel.errors import (
    Invalid,
    TanggapError,
    Unauthenticated,
    Unavailable,
)
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.findings import findings_of
from dispatch.kernel.store.away import is_away, is_collision
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.texts import clean_all
from dispatch.kernel.times import EARLIEST, LATEST
from dispatch.kernel.web.json_text import encode
from dispatch.kernel.web.language import choose_language
from dispatch.kernel.web.view import StoredMember

PROBLEM_JSON = "application/problem+json"
_UNSERVED: Final = {404: "not_found", 405: "method_not_allowed"}
_NOT_PARSED = 400  # what FastAPI answers to bodies on which the JSON reader itself breaks
_log = logging.getLogger(__name__)
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None = None


class FindingView(BaseModel):
    """One of several things wrong with what was sent."""

    field: str = Field(description="Where: `body.location.lat`.")
    message: str = Field(description="What is wrong, in the language of the request.")
    kind: str = Field(description="Stable, for programs.")


class Problem(BaseModel):
    """An RFC 9457 problem document, in the language of the request.

    `code` is stable; codes add members of their own, for programs.
    """

    __pydantic_extra__: dict[str, StoredMember] = Field(init=False)
    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:tanggap112:problem:task.exists",
                "title": "Instansi itu sudah mendapat penugasan ini",
                "status": 409,
                "code": "task.exists",
                "detail": "damkar-kota sudah mendapat penugasan ini; yang lama tetap berlaku",
            }
        },
    )

    type: str
    title: str
    status: int
    detail: str = Field("", description="What happened, what was kept, what to do now.")
    code: str
    why: str | None = Field(None, description="Which of the reasons of the code, if it has many.")
    errors: list[FindingView] | None = None
    kept: str | None = Field(None, description="Under which id it was kept for a person to read.")
    retry_after_s: float | None = None


UNITS: Final = Service[Units]("units")
ROUTERS: Final = ExtensionPoint[APIRouter]("routers")
# Pages that anybody may open, beside the API and not in its document.
PAGES: Final = ExtensionPoint[APIRouter]("pages")
# Sockets bring their token in another way, which the API's document cannot say.
SOCKETS: Final = ExtensionPoint[APIRouter]("sockets")
TheUnits = Annotated[Units, Depends(UNITS)]


async def begin_reading(units: TheUnits) -> AsyncIterator[ReadTransaction]:
    """Give the endpoint a read-only transaction."""
    async with units.reading() as reading:
        yield reading


Read = Annotated[ReadTransaction, Depends(begin_reading, scope="function")]


def language_of(request: Request) -> str:
    """Return the language that the request likes best of ours; Indonesian otherwise."""
    return choose_language(request.headers.get("accept-language", ""))


def problem_response(error: TanggapError, language: str) -> Response:
    """Return `error` as a problem document."""
    headers = {"content-language": language}
    if "retry_after_s" in error.params:
        headers["retry-after"] = str(error.params["retry_after_s"])
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    # A problem may quote what could not be encoded in the first place.
    body = encode(clean_all(error.problem(language)))
    return Response(body, status_code=error.status, media_type=PROBLEM_JSON, headers=headers)


def invalid_request(errors: list[dict[str, Any]]) -> Invalid:
    """Turn Pydantic's findings into one problem with a list of `{field, message, kind}`."""
    if any(error.get("type") == "json_invalid" for error in errors):
        return Invalid("invalid.json")
    return Invalid("invalid.request", errors=findings_of(errors))


def described_body(model: type[BaseModel], **headers: int) -> dict[str, Any]:
    """Return `openapi_extra` for an endpoint that reads its body itself and keeps it.

    `headers` are the names of optional headers (with underscores) and their greatest lengths.
    """
    schema = model.model_json_schema()
    whole = _without_references(schema, schema.pop("$defs", {}))
    described = [
        {
            "name": name.replace("_", "-"),
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": longest},
        }
        for name, longest in headers.items()
    ]
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": whole}}},
        "parameters": described,
    }


def _without_references(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_without_references(member, definitions) for member in value]
    if not isinstance(value, dict):
        return value
    named = definitions.get(str(value.get("$ref", "")).rpartition("/")[2], value)
    return {key: _without_references(member, definitions) for key, member in named.items()}


class _Unserved(TanggapError):
    """What the framework itself refuses before any endpoint is asked."""

    def __init__(self, status: int) -> None:
        super().__init__(_UNSERVED.get(status, "http"))
        self.status = status  # type: ignore[misc]  # the only error whose kind the framework says


def refusal_of(error: Exception) -> TanggapError | None:
    """Return what an endpoint's exception says to the client; None when it is a fault of ours."""
    if isinstance(error, TanggapError):
        return error
    if is_away(error):
        _log.error("the database cannot be reached: %s", error)
        return Unavailable("unavailable", why="database", retry_after_s=2)
    if is_collision(error):
        return Unavailable("unavailable", why="collision", retry_after_s=1)
    return None


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every refusal and every fault with a problem document."""

    async def refused(request: Request, error: Exception) -> Response:
        return problem_response(refusal_of(error) or TanggapError("internal"), language_of(request))

    async def not_valid(request: Request, error: Exception) -> Response:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        return problem_response(invalid_request(list(errors)), language_of(request))

    async def plain(request: Request, error: Exception) -> Response:
        if isinstance(error.__cause__, TanggapError):
            return problem_response(error.__cause__, language_of(request))
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == _NOT_PARSED:
            return problem_response(Invalid("invalid.json"), language_of(request))
        return problem_response(_Unserved(status), language_of(request))

    async def fault(request: Request, error: Exception) -> Response:
        _log.error("fault at %s %s", request.method, request.url.path, exc_info=error)
        return problem_response(TanggapError("internal"), language_of(request))

    async def stored(request: Request, error: Exception) -> Response:
        return await (fault if refusal_of(error) is None else refused)(request, error)

    app.add_exception_handler(TanggapError, refused)
    for kind in (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        app.add_exception_handler(kind, stored)
    app.add_exception_handler(RequestValidationError, not_valid)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(Exception, fault)


def encode_cursor(moment: datetime, key: UUID) -> str:
    """Return an opaque cursor after the row (moment, key)."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{key}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    """Return the row a cursor stands behind.

    (None, None) without a cursor; `invalid.cursor` when it is not ours.
    """
    if not cursor:
        return None, None
    try:
        moment, key = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        )
        row = datetime.fromisoformat(moment), UUID(key)
    except (ValueError, binascii.Error) as error:
        raise Invalid("invalid.cursor") from error
    # No row of ours has a time without its zone, or one that the database cannot compare.
    if row[0].tzinfo is None or not EARLIEST <= row[0] <= LATEST:
        raise Invalid("invalid.cursor")
    return row
