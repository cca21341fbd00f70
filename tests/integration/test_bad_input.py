"""Whatever comes in, a problem document with a stable code goes out, never a 500."""

import os
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre, bearer
from tests.support.nonsense import (
    API,
    BODIES,
    UNKNOWN_ID,
    VALUES,
    WORDS,
    Operation,
    bodies_gone_wrong,
    complete,
    operations,
)

ALL = operations()
# Each of 25 values in each of 340 places takes minutes; `make search` tries all of them.
EVERY = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "search" else 3
WITH_BODY = [operation for operation in ALL if operation.schema is not None]
OPEN_TO_ALL = {
    "POST /api/v1/sessions",
    "GET /api/v1/city",
    "GET /api/v1/journal",
    "POST /api/v1/channels/telegram",
    "POST /api/v1/channels/website/reports",
    "GET /api/v1/channels/x",
} | {
    f"{method} /api/v1/channels/{name}"
    for name in ("whatsapp", "messenger", "instagram")
    for method in ("GET", "POST")
}
# Whoever has no account is refused nothing: what nobody can read is kept for a person.
KEEPS_ALL = {"POST /api/v1/channels/website/reports": {201}}
GUARDED = [operation for operation in ALL if operation.name not in OPEN_TO_ALL]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STRANGERS: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer x"},
    {"Authorization": "Basic eA=="},
    {"Authorization": "Bearer"},
    {"Cookie": "tanggap_session=x"},
)


def fault(answer: httpx.Response) -> str | None:
    """Say what is wrong with an answer: success is right, and so is a refusal in the right form."""
    if answer.status_code < 400:
        return None
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind != "application/problem+json" or answer.status_code >= 500:
        return f"{answer.status_code} {kind} {answer.text[:200]}"
    problem = answer.json()
    stable = re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)*", problem["code"]) and problem["code"] != "http"
    whole = (
        problem["status"] == answer.status_code
        and problem["type"].endswith(problem["code"])
        and problem["title"]
        and problem["detail"] not in ("", problem["title"])
    )
    return None if stable and whole else answer.text[:200]


@pytest.fixture
async def patient(centre: Centre) -> AsyncIterator[Centre]:
    """The centre behind a client that sees a fault of the server as the outside would: as a 500."""
    transport = httpx.ASGITransport(centre.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://112.test/api/v1", timeout=60
    ) as client:
        yield replace(centre, client=client)


async def one_of_each(centre: Centre) -> dict[str, str]:
    """Return the ids of one of each thing that a path or a body can name."""
    assignment = await deeds.sent(centre)
    offered = await deeds.ordered(centre)
    report = await deeds.report(centre)
    await deeds.ring(centre, "abandoned", await deeds.ring(centre))
    return {
        "incident_id": assignment["incident_id"],
        "into": offered["incident_id"],
        "task_id": assignment["task_id"],
        "unit_id": assignment["unit_id"],
        "assignment_id": assignment["id"],
        "report_id": report["id"],
        "call_back_id": (await centre.read("/call-backs"))["items"][0]["id"],
        "message_id": await deeds.broken_message(centre),
        "agency_id": "damkar-kota",
        "station_id": deeds.GAUGE,
    }


async def send(
    centre: Centre,
    operation: Operation,
    ids: dict[str, str],
    content: bytes,
    kind: str = "application/json",
) -> str | None:
    """Send a body and return what is wrong with the answer."""
    headers = {"content-type": kind}
    return fault(
        await centre.ask(
            operation.method,
            operation.address(ids),
            who=operation.who,
            content=content,
            headers=headers,
        )
    )


async def test_one_member_gone_wrong(patient: Centre) -> None:
    faults = {}
    for operation in WITH_BODY:
        ids = await one_of_each(patient)
        for content in bodies_gone_wrong(operation, ids, VALUES, every=EVERY):
            faults[operation.name, content[:300]] = await send(patient, operation, ids, content)
    assert len(faults) > 2_000
    assert {what: found for what, found in faults.items() if found} == {}


async def test_a_body_that_is_none(patient: Centre) -> None:
    ids = await one_of_each(patient)
    faults: dict[tuple[str, str], str | None] = {}
    for operation in WITH_BODY:
        for content in BODIES:
            faults[operation.name, str(content[:40])] = await send(patient, operation, ids, content)
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "x" * 900,
        ):
            faults[operation.name, kind] = await send(patient, operation, ids, b"a=1", kind)
    assert {what: found for what, found in faults.items() if found} == {}


async def test_a_question_that_is_none(patient: Centre) -> None:
    ids, faults = await one_of_each(patient), {}
    for operation in ALL:
        for name in operation.queries:
            for word in WORDS:
                answer = await patient.ask(
                    operation.method, operation.address(ids), who=operation.who, params={name: word}
                )
                faults[operation.name, name, word[:50]] = fault(answer)
    assert {what: found for what, found in faults.items() if found} == {}


def names_that_are_none(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield addresses in which every name is nonsense."""
    for word in ("x", "%00", "%ff", "%F0%9F%94%A5", "..%2F..%2Fetc", "a" * 2000, UNKNOWN_ID, "0"):
        yield word[:20], operation.address(dict.fromkeys(operation.names, word))


async def test_a_name_that_is_none(patient: Centre) -> None:
    faults = {}
    for operation in (operation for operation in ALL if operation.names):
        for word, address in names_that_are_none(operation):
            answer = await patient.ask(
                operation.method, address, who=operation.who, json=complete(operation, {})
            )
            faults[operation.name, word] = fault(answer)
    assert {what: found for what, found in faults.items() if found} == {}


async def test_without_a_token_nobody_gets_in(patient: Centre) -> None:
    for operation in GUARDED:
        address = operation.address(dict.fromkeys(operation.names, UNKNOWN_ID))
        for headers in STRANGERS:
            answer = await patient.client.request(
                operation.method, address, json=complete(operation, {}), headers=headers
            )
            assert (answer.status_code, answer.json()["code"], fault(answer)) == (
                401,
                "unauthenticated",
                None,
            ), operation.name


async def test_a_method_that_is_none(patient: Centre) -> None:
    for path in (path for path in API["paths"] if path.startswith("/api/v1")):
        for method in sorted({*METHODS} - {known.upper() for known in API["paths"][path]}):
            answer = await patient.ask(method, path.removeprefix("/api/v1"), json={})
            # A fixed path may look like an id to its neighbour, which then refuses the id.
            assert (answer.status_code in {405, 422}, fault(answer)) == (True, None), (
                method,
                path,
                answer.text,
            )


async def test_a_path_that_is_none(patient: Centre) -> None:
    for path in ("/nothing", "/incidents/1/2/3", "/reports/1/delete"):
        answer = await patient.ask("GET", path)
        assert (answer.status_code, answer.json()["code"], fault(answer)) == (
            404,
            "not_found",
            None,
        )


@pytest.mark.parametrize("size", [1_000_000, 5_000_000])
async def test_a_text_that_is_much_too_long(patient: Centre, size: int) -> None:
    ids = await one_of_each(patient)
    for operation in WITH_BODY:
        body = complete(operation, ids) | {
            "text": "x" * size,
            "note": "x" * size,
            "summary": "x" * size,
        }
        answer = await patient.ask(
            operation.method, operation.address(ids), who=operation.who, json=body
        )
        assert fault(answer) is None, operation.name
        blank = await patient.ask(
            operation.method,
            operation.address(ids),
            who=operation.who,
            content=b"[" + b" " * size + b"]",
        )
        refusals = {413, 422, 403} | KEEPS_ALL.get(operation.name, set())
        assert (fault(blank), blank.status_code in refusals) == (None, True), operation.name


async def test_a_stream_without_end_is_cut(patient: Centre) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 65_536

    for path in ("/incidents", "/reports", "/sessions", "/cti/events"):
        answer = await patient.client.post(path, content=endless(), headers=bearer(CHANNEL))
        assert (answer.status_code, answer.json()["code"], fault(answer)) == (
            413,
            "too_large",
            None,
        ), path


async def test_a_refusal_speaks_the_readers_language(patient: Centre) -> None:
    spoken = {}
    for language in ("en", "id", "fr", "en-GB,id;q=0.5"):
        spoken[language] = (
            await patient.ask("GET", "/nothing", headers={"accept-language": language})
        ).json()["title"]
    assert spoken["en"] == spoken["en-GB,id;q=0.5"] == "Not found"
    assert spoken["id"] == spoken["fr"] != "Not found"


RIGHTS = {
    Role.CALL_TAKER: (
        ("GET", "/events"),
        ("GET", "/response-times"),
        ("POST", "/tasks"),
        ("POST", "/sla/targets"),
        ("GET", "/portal/tasks"),
    ),
    Role.DISPATCHER: (
        ("GET", "/events"),
        ("POST", "/sla/targets"),
        ("PATCH", "/agencies/damkar-kota"),
        ("GET", "/portal/tasks"),
    ),
    Role.ADMINISTRATOR: (("POST", "/incidents"), ("POST", "/tasks"), ("GET", "/portal/tasks")),
    "damkar-kota": (
        ("GET", "/reports"),
        ("POST", "/reports"),
        ("POST", "/incidents"),
        ("GET", "/raw-messages"),
        ("GET", "/sla/clocks"),
    ),
    CHANNEL: (
        ("GET", "/incidents"),
        ("GET", "/reports"),
        ("GET", "/tasks"),
        ("GET", "/raw-messages"),
        ("POST", "/incidents"),
    ),
}
SAMPLES = {
    "/tasks": {"incident_id": UNKNOWN_ID, "agency_id": "damkar-kota"},
    "/sla/targets": {"metric": "answer", "value_s": 1, "valid_from": "2027-01-01T00:00:00Z"},
    "/reports": {"channel": "112"},
    "/incidents": {"type": "fire"},
}


async def test_a_right_that_is_missing(patient: Centre) -> None:
    for who, requests in RIGHTS.items():
        for method, path in requests:
            answer = await patient.ask(method, path, who=who, json=SAMPLES.get(path, {}))
            assert (answer.status_code, answer.json()["code"], fault(answer)) == (
                403,
                "forbidden",
                None,
            ), (who, path)
