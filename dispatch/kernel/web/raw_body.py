"""The raw bytes of a request, for endpoints that verify or keep them."""

from starlette.requests import Request

from dispatch.kernel.errors import TooLarge


async def read_start(request: Request, most: int) -> tuple[bytes, bool]:
    """Return the raw body up to `most` bytes, and whether that is all of it."""
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part[: max(0, most - size)])
        size += len(part)
    return b"".join(parts), size <= most


async def read_body(request: Request, limit: int) -> bytes:
    """Return the raw body; `too_large` above `limit` bytes, without reading further."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge("too_large", limit=limit)
        parts.append(part)
    return b"".join(parts)
