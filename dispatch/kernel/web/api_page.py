"""The API's document as a plain page at `/api/docs`.

No scripts, nothing from other hosts, so it works in a closed network.
"""

import json
from functools import cache
from html import escape
from typing import Any, Final

from fastapi import FastAPI
from starlette.responses import HTMLResponse

PATH: Final = "/api/docs"
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'"
}
_HEAD: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto }}
pre {{ overflow: auto; background: #8882; padding: .5rem }}
summary {{ cursor: pointer }} code {{ font-weight: 600 }}
</style>
<h1>{title}</h1><p>Generated from <a href="{source}">{source}</a>.</p>"""


def install_api_page(app: FastAPI) -> None:
    """Serve the page; it is made when somebody first asks for it."""

    @cache
    def whole() -> str:
        return render(app.openapi(), str(app.openapi_url))

    async def page() -> HTMLResponse:
        return HTMLResponse(whole(), headers=_HEADERS)

    app.add_api_route(PATH, page, include_in_schema=False)


def render(document: dict[str, Any], source: str) -> str:
    """Return the document as HTML: operations by path, then the schemas they name."""
    parts = [
        _HEAD.format(title=escape(document["info"]["title"]), source=escape(source)),
        "<h2>Operations</h2>",
    ]
    for path, operations in document["paths"].items():
        parts += [
            _entry(f"{method.upper()} {path}", operation)
            for method, operation in operations.items()
        ]
    parts.append("<h2>Schemas</h2>")
    parts += [
        _entry(name, schema)
        for name, schema in document.get("components", {}).get("schemas", {}).items()
    ]
    return "\n".join(parts)


def _entry(name: str, said: dict[str, Any]) -> str:
    details = escape(json.dumps(said, indent=2, ensure_ascii=False))
    meaning = escape(said.get("description") or said.get("summary") or "")
    summary = f"<summary><code>{escape(name)}</code> {meaning}</summary>"
    return f"<details>{summary}<pre>{details}</pre></details>"
