"""The interfaces by which messages leave, as their vendors document them, without a network.

Each is asked over HTTP (`httpx.MockTransport`) and judges path, proof and body before it takes a
message. `trouble` says what goes wrong with the next requests, each in that vendor's own words.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl

import httpx
import orjson

SECRET: Final = "rahasia-yang-tidak-boleh-terbaca"
NUMBER: Final = "+6281234567890"
WAIT_S: Final = 35
_PAGE: Final = httpx.Response(200, text="<html>Masuk ke jaringan</html>")


class Trouble(StrEnum):
    """What can go wrong; after `LOST_ANSWER` the message was taken."""

    BUSY = "busy"
    DOWN = "down"
    AWAY = "away"
    LOST_ANSWER = "lost_answer"
    BROKEN_ANSWER = "broken_answer"
    OTHER_PAGE = "other_page"
    CLOSED_WINDOW = "closed_window"
    NO_SUCH_PERSON = "no_such_person"
    ACCOUNT_BLOCKED = "account_blocked"


@dataclass
class Vendor:
    """What all have in common; `taken` are the messages, by number and text."""

    trouble: deque[Trouble] = field(default_factory=deque)
    taken: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    secret: str = SECRET
    says: ClassVar[Mapping[Trouble, Callable[[], httpx.Response]]] = {}

    def client(self) -> httpx.AsyncClient:
        """Return a client whose every request comes here."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request as the vendor does."""
        kind = self.trouble.popleft() if self.trouble else None
        if kind is Trouble.AWAY:
            raise httpx.ConnectError("refused", request=request)
        if kind is not None and kind in self.says:
            return self.says[kind]()
        if kind is Trouble.OTHER_PAGE:
            return _PAGE
        answer = self.take(request)
        if kind is Trouble.LOST_ANSWER:
            raise httpx.ReadTimeout("late", request=request)
        if kind is Trouble.BROKEN_ANSWER:
            raise httpx.RemoteProtocolError("cut", request=request)
        return answer

    def take(self, request: httpx.Request) -> httpx.Response:
        """Take a message, or refuse it."""
        raise NotImplementedError

    def keep(self, to: str, text: str, key: str = "") -> str:
        """Keep a message, once by its key if it has one; return its id."""
        if not key or key not in self.keys:
            self.taken.append((to, text))
        self.keys |= {key} - {""}
        return f"id-{len(self.taken)}"


def graph_error(status: int, code: int, message: str, subcode: int | None = None) -> httpx.Response:
    """Return an error of the Graph API; "too fast" and most others come with status 400."""
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2y"}
    more = {} if subcode is None else {"error_subcode": subcode}
    return httpx.Response(status, json={"error": error | more})


class _Graph(Vendor):
    """The Graph API: a bearer token, JSON, an account in the path."""

    account = "112"

    def take(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Bearer {self.secret}":
            return graph_error(401, 190, "Invalid OAuth access token")
        is_path = request.url.path.endswith(f"/{self.account}/messages")
        if request.method != "POST" or not is_path:
            return graph_error(404, 2500, "Unknown path components")
        if request.headers.get("Content-Type") != "application/json":
            return graph_error(400, 100, "Invalid parameter")
        return self.post(orjson.loads(request.content))

    def post(self, body: Any) -> httpx.Response:
        """Take a body."""
        raise NotImplementedError


class WhatsApp(_Graph):
    """WhatsApp Cloud API: free words only to who wrote within 24 hours."""

    says: ClassVar = {
        Trouble.BUSY: lambda: graph_error(400, 130429, "Rate limit hit"),
        Trouble.DOWN: lambda: graph_error(500, 131000, "Something went wrong"),
        Trouble.CLOSED_WINDOW: lambda: graph_error(400, 131047, "Re-engagement message"),
        Trouble.NO_SUCH_PERSON: lambda: graph_error(400, 131026, "Message undeliverable"),
        Trouble.ACCOUNT_BLOCKED: lambda: graph_error(403, 131031, "Account has been locked"),
    }

    def post(self, body: Any) -> httpx.Response:
        is_text = body.get("messaging_product") == "whatsapp" and body.get("type") == "text"
        if not is_text or not str(body.get("to")).isdecimal():
            return graph_error(400, 131009, "Parameter value is not valid")
        message = self.keep(f"+{body['to']}", body["text"]["body"])
        return httpx.Response(
            200,
            json={
                "messaging_product": "whatsapp",
                "contacts": [{"input": body["to"], "wa_id": body["to"]}],
                "messages": [{"id": f"wamid.{message}"}],
            },
        )


class Page(_Graph):
    """Messenger and Instagram: a recipient by his id at the page, within 24 hours."""

    says: ClassVar = {
        Trouble.BUSY: lambda: graph_error(400, 613, "Calls to this api have exceeded the limit"),
        Trouble.DOWN: lambda: graph_error(500, 2, "Service temporarily unavailable"),
        Trouble.CLOSED_WINDOW: lambda: graph_error(400, 10, "Outside of window", 2018278),
        Trouble.NO_SUCH_PERSON: lambda: graph_error(400, 100, "No matching user found", 2018001),
        Trouble.ACCOUNT_BLOCKED: lambda: graph_error(400, 368, "Temporarily blocked"),
    }

    def post(self, body: Any) -> httpx.Response:
        if body.get("messaging_type") != "RESPONSE":
            return graph_error(400, 100, "Param messaging_type is missing")
        message = self.keep(body["recipient"]["id"], body["message"]["text"])
        return httpx.Response(
            200, json={"recipient_id": body["recipient"]["id"], "message_id": f"m_{message}"}
        )


def bot_error(status: int, description: str, **parameters: int) -> httpx.Response:
    """Return an error of the Bot API."""
    told: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return httpx.Response(status, json=told | ({"parameters": parameters} if parameters else {}))


class Telegram(Vendor):
    """The Bot API: the token in the path, the wait in seconds in the body."""

    says: ClassVar = {
        Trouble.BUSY: lambda: bot_error(429, "Too Many Requests: retry after", retry_after=WAIT_S),
        Trouble.DOWN: lambda: bot_error(502, "Bad Gateway"),
        Trouble.NO_SUCH_PERSON: lambda: bot_error(400, "Bad Request: chat not found"),
        Trouble.ACCOUNT_BLOCKED: lambda: bot_error(403, "Forbidden: bot was blocked by the user"),
    }

    def take(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != f"/bot{self.secret}/sendMessage":
            return bot_error(401, "Unauthorized")
        body = orjson.loads(request.content)
        message = self.keep(str(body["chat_id"]), body["text"])
        number = int(message.removeprefix("id-"))
        return httpx.Response(200, json={"ok": True, "result": {"message_id": number}})


class Gateway(Vendor):
    """A telephone gateway such as Kannel: everything in the address, the answer in words."""

    says: ClassVar = {
        Trouble.BUSY: lambda: httpx.Response(429, headers={"Retry-After": str(WAIT_S)}),
        Trouble.DOWN: lambda: httpx.Response(503, text="Temporal failure, try again later."),
        Trouble.NO_SUCH_PERSON: lambda: httpx.Response(400, text="Empty receiver number"),
        Trouble.ACCOUNT_BLOCKED: lambda: httpx.Response(
            200, json={"status": False, "reason": "disconnected device"}
        ),
    }

    @property
    def url(self) -> str:
        """The address with its places to fill in."""
        return f"https://gw.test/sendsms?password={SECRET}&to={{to}}&text={{text}}"

    def take(self, request: httpx.Request) -> httpx.Response:
        asked = dict(parse_qsl(request.url.query.decode(), keep_blank_values=True))
        if asked.get("password") != self.secret:
            return httpx.Response(403, text="Authorization failed for sendsms")
        self.keep(asked["to"], asked["text"], asked.get("id", ""))
        return httpx.Response(202, text="0: Accepted for delivery")


class KeyedGateway(Gateway):
    """A gateway that takes the same message twice for one, by an id of ours."""

    @property
    def url(self) -> str:
        return f"{super().url}&id={{id}}"
