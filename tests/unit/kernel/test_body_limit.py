"""What is too large is refused before it is read."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from dispatch.kernel.web.body_limit import BodyLimit
from dispatch.kernel.web.http import install_problem_handlers


def application() -> FastAPI:
    app = FastAPI()
    install_problem_handlers(app)
    app.add_middleware(BodyLimit, limit=100, wider={"/wide": 1000})

    async def size(request: Request) -> int:
        return len(await request.body())

    app.post("/narrow")(size)
    app.post("/wide")(size)
    return app


async def in_pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 50


async def post(path: str, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application()), base_url="http://112.test"
    ) as client:
        return await client.post(path, content=content)


@pytest.mark.parametrize(("path", "bytes_"), [("/narrow", 100), ("/wide", 1000)])
async def test_up_to_the_limit_of_its_path_a_body_is_taken(path: str, bytes_: int) -> None:
    assert (await post(path, b"x" * bytes_)).json() == bytes_


@pytest.mark.parametrize(("path", "bytes_"), [("/narrow", 101), ("/wide", 1001)])
async def test_a_larger_one_is_refused_with_a_problem_document(path: str, bytes_: int) -> None:
    refused = await post(path, b"x" * bytes_)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_one_that_does_not_say_its_length_is_refused_on_the_way() -> None:
    refused = await post("/narrow", in_pieces(3))
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
