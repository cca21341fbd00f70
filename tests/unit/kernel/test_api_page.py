"""The API's page stands alone: it needs no other host and runs no script."""

import httpx

from dispatch.kernel.host.settings import Settings
from main import create_app


async def test_the_page_names_every_operation_and_loads_nothing() -> None:
    app = create_app(Settings(database_url=None))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://112.test"
    ) as client:
        page = await client.get("/api/docs")
        document = (await client.get("/api/openapi.json")).json()
    assert page.status_code == 200
    for path, operations in document["paths"].items():
        assert all(f"{method.upper()} {path}</code>" in page.text for method in operations)
    assert [
        word for word in ("<script", "<link", "<img", "@import", "url(") if word in page.text
    ] == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
