"""JSON as everybody outside sees it: times in RFC 3339 with Z, identifiers as text.

The one way from a view to JSON, whoever reads it.
"""

from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel
from starlette.responses import Response

from dispatch.kernel.web.view import Sentence


def _plain(value: Any) -> str | dict[str, Any]:
    # asyncpg's identifiers are a faster subclass that the encoder does not know.
    if isinstance(value, UUID | Sentence):
        return str(value)
    # A view holds nothing but its members; going through them is half of what Pydantic asks.
    if isinstance(value, BaseModel):
        return value.__dict__
    raise TypeError(f"{type(value).__name__} is not JSON")


def encode(value: Any) -> bytes:
    """Return `value` as JSON."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def json_response(value: Any, status: int = 200) -> Response:
    """Return `value` as a JSON answer that nobody validates again."""
    return Response(encode(value), status_code=status, media_type="application/json")
