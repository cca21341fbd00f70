"""Examples for the API's document, recorded from a real run.

`python -m tests.support.examples` writes them anew.

Everything that can happen on the board happens, then everybody reads every list; of each shape the
richest answer that still fits a page is kept, with short lists, and with identifiers and secrets
that are the same each time. Examples of requests stand beside their models.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from dispatch.access.subject import Role
from dispatch.kernel.web.api_document import requests_of
from tests.contract.board_actions import ACTIONS
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre, founded_city, open_centre
from tests.support.databases import database, migrated_template, servers
from tests.support.paths import ROOT
from tests.support.wire import describe_api

FILE: Final = ROOT / "dispatch" / "api_examples.json"
_LONGEST_LIST: Final = 1
_LONGEST_EXAMPLE: Final = 5_000
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OPAQUE: Final = {
    "next_cursor": "MjAyNi0xMS0yMnwwMTk",
    "token": "kGfW0k3yX1VdJp8sQm2a",
    "secret": "t9Yc5bq0W4nZ",
    "password": "kata sandi yang panjang",
}
_TARGET: Final[dict[str, Any]] = {
    "metric": "response",
    "type": "fire",
    "value_s": 900,
    "share": 0.9,
    "valid_from": "2026-12-01T00:00:00+07:00",
    "legal_basis": "Permendagri 114/2018",
    "confirmed_by": "Damkar Kota Mojokerto",
}
_RULE: Final[dict[str, Any]] = {
    "category": "report",
    "keep_days": 730,
    "valid_from": "2027-01-01T00:00:00+07:00",
    "legal_basis": "Perwali 12/2026",
    "confirmed_by": "Bagian Hukum",
}
_READERS: Final = (
    Role.DISPATCHER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.CALL_TAKER,
    "damkar-kota",
)


class Recorder:
    """Listens to a client and keeps an example of each schema and of each answer without one."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Keep examples for `document`."""
        self.schemas: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._requests = [
            (re.compile(_pattern(name)), name, operation)
            for name, operation in requests_of(dict(document))
        ]

    async def listen(self, answer: httpx.Response) -> None:
        """Take an answer and its request in."""
        await answer.aread()
        request = answer.request
        name, operation = self._find(f"{request.method} {request.url.path}")
        if (
            not answer.is_success
            or name is None
            or "json" not in answer.headers.get("content-type", "")
        ):
            return
        known = _reference(
            operation["responses"]
            .get(str(answer.status_code), {})
            .get("content", {})
            .get("application/json", {})
        )
        if known is None:
            self._keep(self.answers, name, answer.json())
        else:
            self._keep(self.schemas, known, answer.json())

    def _find(self, asked: str) -> tuple[str | None, Any]:
        return next(
            (
                (name, operation)
                for pattern, name, operation in self._requests
                if pattern.fullmatch(asked)
            ),
            (None, {}),
        )

    def _keep(self, kept: dict[str, Any], name: str, example: Any) -> None:
        steady = self._steady(example)
        if (
            name not in kept
            or len(json.dumps(kept[name])) < len(json.dumps(steady)) < _LONGEST_EXAMPLE
        ):
            kept[name] = steady

    def _steady(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._steady(member, key) for key, member in value.items()}
        if isinstance(value, list):
            return [self._steady(member) for member in value[:_LONGEST_LIST]]
        if isinstance(value, str):
            return _OPAQUE.get(name) or _UUID.sub(
                lambda found: self._names.setdefault(found[0], _named(len(self._names))), value
            )
        return value


def _named(number: int) -> str:
    return f"019a8c00-0000-7000-8000-{number:012x}"


def _pattern(name: str) -> str:
    return re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(name))


def _reference(media: Mapping[str, Any]) -> str | None:
    return str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2] or None


async def _write_in(centre: Centre) -> None:
    """Let a visitor be heard at the counter, and somebody fill in the public form."""
    visit = {"queue_number": "A-017", "text": "pohon tumbang di Jl. Semeru"}
    await centre.do("/channels/walk_in/reports", who=Role.CALL_TAKER, **visit)
    form = {"client_ref": "formulir-1", "text": "pohon tumbang di Jl. Semeru"}
    await centre.ask("POST", "/channels/website/reports", json=form)
    await centre.read("/channels/standing", who=Role.SUPERVISOR)


async def live(centre: Centre, document: Mapping[str, Any]) -> None:
    """Let everything happen, and everybody read everything that can be read without naming one."""
    password = "kata sandi yang panjang"
    person = {
        "username": "budi",
        "name": "Budi Santoso",
        "role": "dispatcher",
        "password": password,
    }
    made = await centre.do("/people", who=Role.ADMINISTRATOR, **person)
    await centre.ask("POST", "/sessions", json={"username": "budi", "password": password})
    await centre.ask("GET", "/sessions/current")
    token = await centre.do("/tokens", who=Role.ADMINISTRATOR, name="gerbang-sms", scopes=["sms"])
    await centre.do(f"/tokens/{token['id']}/revoke", who=Role.ADMINISTRATOR)
    await centre.do(f"/people/{made['id']}/disable", who=Role.ADMINISTRATOR)
    vehicle = await deeds.unit(centre)
    await centre.do(
        f"/units/{vehicle['id']}/position",
        who="damkar-kota",
        lat=-7.4722,
        lon=112.4338,
        accuracy_m=8,
        speed_mps=9.5,
    )
    await centre.do(
        "/reports/proposal",
        who=Role.CALL_TAKER,
        text="Omah kobong nang Jl. Gajah Mada 151, ana wong kejebak",
    )
    sms = {
        "from": "+6281234567890",
        "to": "1708",
        "text": "pohon tumbang di Jl. Semeru",
        "id": "m-1",
    }
    await centre.ask("GET", "/channels/sms", who=CHANNEL, params=sms)
    await centre.ask("POST", "/channels/sms", who=CHANNEL, json=sms)
    await _write_in(centre)
    await centre.do("/sla/targets", who=Role.ADMINISTRATOR, **_TARGET)
    await centre.do("/retention/rules", who=Role.ADMINISTRATOR, **_RULE)
    await _answer(centre)
    for act, _fact in ACTIONS.values():
        assert [step async for step in act(centre)] == [None]
    ids = {
        f"{noun}_id": row["id"]
        for noun in ("incident", "report", "task", "raw_message")
        for row in await _last(centre, noun)
    }
    known = {
        **ids,
        "message_id": ids["raw_message_id"],
        "agency_id": "damkar-kota",
        "station_id": deeds.GAUGE,
    }
    owed = (await centre.read("/call-backs"))["items"]
    known |= {"call_back_id": owed[0]["id"]} if owed else {}
    for name, _operation in requests_of(dict(document)):
        method, _, path = name.partition(" ")
        if method == "GET" and path != "/metrics" and not path.startswith("/api/v1/channels/"):
            await _read(centre, f"http://112.test{path}", known)


async def _answer(centre: Centre) -> None:
    wording = {"kind": "receipt", "text": "112: laporan {ticket} kami terima.\nStatus: {link}"}
    await centre.do("/answers/templates/preview", **wording)
    await centre.read("/channels/standing", who=Role.SUPERVISOR)
    dated = {"valid_from": "2026-12-01T00:00:00+07:00"}
    await centre.do("/answers/templates", who=Role.ADMINISTRATOR, **wording | dated)
    await centre.do("/answers/rules", who=Role.ADMINISTRATOR, channel="whatsapp", **dated)


async def _last(centre: Centre, noun: str) -> list[dict[str, Any]]:
    return await centre.rows(f"SELECT id FROM {noun} ORDER BY id DESC LIMIT 1")


async def _read(centre: Centre, path: str, known: Mapping[str, Any]) -> None:
    if any(name not in known for name in re.findall(r"\{(\w+)\}", path)):
        return
    for who in _READERS:
        answer = await centre.ask(
            "GET",
            path.format(**known),
            who=who,
            params={"q": "Jl. Gajah Mada"} if path.endswith("/places") else {},
        )
        if answer.is_success:
            return


async def record(database_url: str) -> dict[str, Any]:
    """Return the recorded examples: of schemas, and of answers without one."""
    document = describe_api()
    recorder = Recorder(document)
    async with open_centre(database_url) as centre:
        centre.client.event_hooks = {"response": [recorder.listen]}
        await live(centre, document)
    return {
        "schemas": dict(sorted(recorder.schemas.items())),
        "answers": dict(sorted(recorder.answers.items())),
    }


def main(file: Path = FILE) -> None:
    """Record on a city of its own."""
    file.unlink(missing_ok=True)
    with (
        servers() as running,
        migrated_template(running.database_url) as template,
        founded_city(running.database_url, template) as city,
        database(running.database_url, city) as url,
    ):
        examples = asyncio.run(record(url))
    file.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
