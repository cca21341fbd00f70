"""One request of the journal, as it came, and its form on disk."""

import struct
from datetime import datetime
from typing import Final

import orjson

from routing.value_object import value_object

_HEAD: Final = struct.Struct(">I")


@value_object(kw_only=True)
class Entry:
    """A request to intake that nobody could answer.

    `ticket` is what its sender was given for it, and its key where it brings none of its own;
    `arrived_at` is when it reached us (UTC).
    """

    ticket: str
    arrived_at: datetime
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def encode(self) -> bytes:
        """Return the entry as bytes: the length of its head, the head as JSON, the body."""
        head = orjson.dumps(
            {
                "ticket": self.ticket,
                "arrived_at": self.arrived_at.isoformat(),
                "method": self.method,
                "path": self.path,
                "query": self.query,
                "headers": self.headers,
            }
        )
        return _HEAD.pack(len(head)) + head + self.body


def decode(data: bytes) -> Entry:
    """Return the entry that `Entry.encode` wrote.

    Raises ValueError or struct.error for what it did not write.
    """
    [length] = _HEAD.unpack_from(data)
    end = _HEAD.size + length
    head = orjson.loads(data[_HEAD.size : end])
    return Entry(
        ticket=head["ticket"],
        arrived_at=datetime.fromisoformat(head["arrived_at"]),
        method=head["method"],
        path=head["path"],
        query=head["query"],
        headers=tuple((name, value) for name, value in head["headers"]),
        body=data[end:],
    )
