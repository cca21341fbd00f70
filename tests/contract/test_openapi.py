"""The API's document is what was promised.

And it promises enough for a client to be written from it.
"""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.untyped import reached, references, untyped
from tests.support.wire import OPENAPI_FILE, UPDATE, as_text, describe_api

API = describe_api()
MISSING: Any = object()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in API["paths"].items()
    for method, operation in item.items()
}
BODIES = {
    name: media
    for name, operation in OPERATIONS.items()
    for media in operation.get("requestBody", {}).get("content", {}).values()
}
PROMISED = (
    "POST /api/v1/sessions",
    "GET /api/v1/sessions/current",
    "DELETE /api/v1/sessions/current",
    "POST /api/v1/reports",
    "GET /api/v1/reports",
    "GET /api/v1/reports/{report_id}",
    "GET /api/v1/incidents",
    "POST /api/v1/incidents",
    "GET /api/v1/incidents/{incident_id}",
    "POST /api/v1/incidents/{incident_id}/classify",
    "POST /api/v1/incidents/{incident_id}/locate",
    "POST /api/v1/incidents/{incident_id}/merge",
    "POST /api/v1/incidents/{incident_id}/unmerge",
    "POST /api/v1/incidents/{incident_id}/close",
    "GET /api/v1/incidents/{incident_id}/events",
    "GET /api/v1/incidents/{incident_id}/plan",
    "POST /api/v1/tasks",
    "POST /api/v1/tasks/{task_id}/acknowledge",
    "POST /api/v1/tasks/{task_id}/decline",
    "POST /api/v1/tasks/{task_id}/progress",
    "GET /api/v1/agencies",
    "GET /api/v1/units",
    "GET /api/v1/sla/clocks",
    "GET /api/v1/response-times",
    "GET /api/v1/events",
    "GET /api/v1/portal/tasks",
    "POST /api/v1/cti/events",
    "POST /api/v1/channels/whatsapp",
    "POST /api/v1/channels/messenger",
    "POST /api/v1/channels/instagram",
    "POST /api/v1/channels/telegram",
    "POST /api/v1/channels/email",
    "GET /api/v1/channels/x",
    "POST /api/v1/channels/x",
    "POST /api/v1/channels/flood/{station_id}",
    "GET /api/v1/raw-messages",
    "GET /healthz",
    "GET /readyz",
)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema behind its reference."""
    reference = schema.get("$ref", "")
    return API["components"]["schemas"].get(reference.rpartition("/")[2], schema)  # type: ignore[no-any-return]  # JSON


def test_the_document_is_the_promised_one() -> None:
    assert json.loads(as_text(API)) == json.loads(OPENAPI_FILE.read_text(encoding="utf-8")), UPDATE


def test_every_reference_leads_somewhere() -> None:
    references = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', as_text(API))
    assert references
    assert set(references) <= set(API["components"]["schemas"])
    assert "#/$defs/" not in as_text(API)


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_requests_are_there(name: str) -> None:
    assert name in OPERATIONS


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_request_says_what_it_does(operation: dict[str, Any]) -> None:
    assert operation["description"].strip()
    assert operation["operationId"]


def test_every_request_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("media", BODIES.values(), ids=BODIES)
def test_every_body_is_described(media: dict[str, Any]) -> None:
    schema = resolved(media["schema"])
    assert schema.get("properties") or schema.get("description")


ANSWERS = {
    name: media
    for name, operation in OPERATIONS.items()
    for status, answer in operation["responses"].items()
    for kind, media in answer.get("content", {}).items()
    if status != "default" and kind == "application/json"
}
# These answer with the word that they were sent.
WITHOUT_EXAMPLE = {
    f"GET /api/v1/channels/{name}" for name in ("whatsapp", "messenger", "instagram")
}
EXAMPLES = [
    (f"{name} {part}", media)
    for part, all_of in (("body", BODIES), ("answer", ANSWERS))
    for name, media in all_of.items()
    if name not in WITHOUT_EXAMPLE
]


@pytest.mark.parametrize(
    "media", [media for _, media in EXAMPLES], ids=[name for name, _ in EXAMPLES]
)
def test_every_body_and_answer_has_an_example_that_keeps_to_its_schema(
    media: dict[str, Any],
) -> None:
    example = media.get("example", resolved(media["schema"]).get("example", MISSING))
    assert example is not MISSING
    schema = {"components": API["components"], **media["schema"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(example)] == []


ANSWERED = {
    f"{name} {status} {kind}": media.get("schema", {})
    for name, operation in OPERATIONS.items()
    for status, answer in operation["responses"].items()
    for kind, media in answer.get("content", {}).items()
}
SHAPES = API["components"]["schemas"]


def test_no_answer_leaves_open_what_it_holds() -> None:
    named = reached(SHAPES, references(list(ANSWERED.values())))
    assert "Problem" in named
    every = ANSWERED | {name: SHAPES[name] for name in named}
    assert [place for name, schema in every.items() for place in untyped(schema, name)] == []


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_parameter_is_said_in_words(operation: dict[str, Any]) -> None:
    assert [
        parameter["name"]
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ] == []


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_refusal_is_a_problem_document(operation: dict[str, Any]) -> None:
    assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}
    assert "422" not in operation["responses"]


def test_nothing_is_promised_that_is_never_sent() -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(API["components"]["schemas"])
    assert API["components"]["schemas"]["Problem"]["required"] == [
        "type",
        "title",
        "status",
        "code",
    ]
