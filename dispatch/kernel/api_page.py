"""The API's document, with our own problem documents as its refusals, and as a plain page at `/api/docs`.

The page has no scripts and needs nothing from other hosts, so it works in a closed network.
"""

import json
from functools import cache
from html import escape
from typing import Any, Final

from fastapi import FastAPI
from starlette.responses import HTMLResponse

from dispatch.kernel.http import PROBLEM_JSON, Problem

PATH: Final = "/api/docs"
_HEADERS: Final = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"}
_HEAD: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
pre {{ overflow: auto; background: #8882; padding: .5rem }} summary {{ cursor: pointer }} code {{ font-weight: 600 }}</style>
<h1>{title}</h1><p>Generated from <a href="{source}">{source}</a>.</p>"""


_VALIDATION: Final = frozenset({"HTTPValidationError", "ValidationError"})
_REFUSAL: Final = {
    "description": "A refusal: see `code`",
    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Replace the framework's own error bodies, which nobody is ever sent, by the problem document that every refusal is."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = _REFUSAL
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    kept = {name: schema for name, schema in schemas.items() if name not in _VALIDATION}
    document["components"]["schemas"] = dict(sorted({**kept, "Problem": Problem.model_json_schema()}.items()))
    return document


def install_document(app: FastAPI) -> None:
    """Describe refusals in the document that the application gives of itself."""
    made = app.openapi

    @cache
    def described() -> dict[str, Any]:
        return describe_problems(made())

    app.openapi = described  # type: ignore[method-assign]  # the framework's own way to extend the document


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
    parts = [_HEAD.format(title=escape(document["info"]["title"]), source=escape(source)), "<h2>Operations</h2>"]
    for path, operations in document["paths"].items():
        parts += [_entry(f"{method.upper()} {path}", operation) for method, operation in operations.items()]
    parts.append("<h2>Schemas</h2>")
    parts += [_entry(name, schema) for name, schema in document.get("components", {}).get("schemas", {}).items()]
    return "\n".join(parts)


def _entry(name: str, said: dict[str, Any]) -> str:
    details = escape(json.dumps(said, indent=2, ensure_ascii=False))
    meaning = escape(said.get("description") or said.get("summary") or "")
    return f"<details><summary><code>{escape(name)}</code> {meaning}</summary><pre>{details}</pre></details>"
