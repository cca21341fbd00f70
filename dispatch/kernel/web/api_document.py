"""The API's document as we give it.

Refusals as problem documents, parameters in words, examples recorded from a real run.

The words and examples are files, because they speak of emergencies and this room does not
(`dispatch/api_parameters.json`, written by hand, and `dispatch/api_examples.json`, recorded by
`python -m tests.support.examples`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from dispatch.kernel.web.http import PROBLEM_JSON, Problem
from routing.value_object import value_object

_VALIDATION: Final = frozenset({"HTTPValidationError", "ValidationError"})
_REFUSAL: Final = {
    "description": "A refusal: see `code`",
    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
Document = dict[str, Any]


@value_object
class Words:
    """Meanings of parameters by name (`METHOD /path name` where one means something else there).

    Examples by schema and by request.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)


def read_words(folder: Path) -> Words:
    """Read both files; the examples may be missing while they are recorded anew."""
    parameters = json.loads((folder / "api_parameters.json").read_text(encoding="utf-8"))
    recorded = folder / "api_examples.json"
    examples = (
        json.loads(recorded.read_text(encoding="utf-8"))
        if recorded.exists()
        else {"schemas": {}, "answers": {}}
    )
    return Words(parameters, examples["schemas"], examples["answers"])


def requests_of(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each request as `METHOD /path` with its description."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def describe(document: Document, words: Words) -> Document:
    """Replace error bodies of the framework that nobody is sent; put words and examples in."""
    for name, operation in requests_of(document):
        operation["responses"].pop("422", None)
        operation["responses"]["default"] = _REFUSAL
        for parameter in operation.get("parameters", []):
            meaning = words.parameters.get(
                f"{name} {parameter['name']}", words.parameters.get(parameter["name"])
            )
            if meaning is not None:
                parameter.setdefault("description", meaning)
        for status, answer in operation["responses"].items():
            media = answer.get("content", {}).get("application/json")
            if status != "default" and media is not None and name in words.answers:
                media.setdefault("example", words.answers[name])
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    kept = {name: schema for name, schema in schemas.items() if name not in _VALIDATION}
    for name, example in words.schemas.items():
        if name in kept:  # what was recorded is truer than what a parent class says
            kept[name]["example"] = example
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    beside = problem.pop("$defs", {})
    document["components"]["schemas"] = dict(sorted({**kept, **beside, "Problem": problem}.items()))
    return document


def install_document(app: FastAPI, words: Words) -> None:
    """Describe the application so in the document that it gives of itself."""
    made = app.openapi

    @cache
    def described() -> Document:
        return describe(made(), words)

    app.openapi = described  # type: ignore[method-assign]  # the framework's own way to extend the document
