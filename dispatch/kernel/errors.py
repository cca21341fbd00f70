"""Everything that can go wrong on purpose.

    TanggapError
    |- Invalid           422  the request cannot be understood or breaks a rule of its own
    |- Unauthenticated   401  nobody we know
    |- Forbidden         403  somebody we know, without the right
    |- NotFound          404  not there, or not visible to this subject (we do not tell which)
    |- Conflict          409  right in itself, but not in the present state
    |- TooLarge          413  more than we read
    `- Unavailable       503  we cannot now; try again (Retry-After)

Each error has a stable `code` of the form `noun.what` that clients may rely on; HTTP turns it into
an RFC 9457 problem document and the board's socket into an `error` frame. Titles come from
`messages/<language>.json`.
"""

import json
from pathlib import Path
from typing import Any, ClassVar

_CATALOGUES: dict[str, dict[str, str]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "messages").glob("*.json")
}
DEFAULT_LANGUAGE = "id"


class TanggapError(Exception):
    """A refusal with a reason.

    `extra` members are added to the problem document (RFC 9457 clause 3.2).
    """

    status: ClassVar[int] = 500
    fallback: ClassVar[str] = "internal"

    def __init__(self, code: str, detail: str = "", **extra: Any) -> None:
        """Keep the stable `code`, a `detail` for this occurrence and `extra` JSON members."""
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.extra = extra

    def problem(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the problem document's members, with the title in `language` (id or en)."""
        return {
            "type": f"urn:tanggap112:problem:{self.code}",
            "title": title_of(self.code, self.fallback, language),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.extra,
        }


class Invalid(TanggapError):
    """The request cannot be understood or breaks a rule of its own."""

    status = 422
    fallback = "invalid"


class Unauthenticated(TanggapError):
    """Nobody we know."""

    status = 401
    fallback = "unauthenticated"


class Forbidden(TanggapError):
    """Somebody we know, without the right."""

    status = 403
    fallback = "forbidden"


class NotFound(TanggapError):
    """Not there, or not visible to this subject."""

    status = 404
    fallback = "not_found"


class Conflict(TanggapError):
    """Right in itself, but not in the present state."""

    status = 409
    fallback = "conflict"


class TooLarge(TanggapError):
    """More than we read."""

    status = 413
    fallback = "too_large"


class Unavailable(TanggapError):
    """We cannot now; the client should try again."""

    status = 503
    fallback = "unavailable"


def title_of(code: str, fallback: str, language: str) -> str:
    """Return the title of `code`, else of its kind `fallback`; Indonesian by default."""
    catalogue = _CATALOGUES.get(language) or _CATALOGUES[DEFAULT_LANGUAGE]
    return catalogue.get(code) or catalogue.get(fallback) or code
