"""Everything that can go wrong on purpose.

    TanggapError
    |- Invalid           422  the request cannot be understood or breaks a rule of its own
    |- Unauthenticated   401  nobody we know
    |- Forbidden         403  somebody we know, without the right
    |- NotFound          404  not there, or not visible to this subject (we do not tell which)
    |- Conflict          409  right in itself, but not in the present state
    |- TooLarge          413  more than we read
    `- Unavailable       503  we cannot now; try again (Retry-After)

An error is a stable `code` of the form `noun.what` and parameters; words come from
`messages/<language>.json` when somebody reads it. HTTP turns it into an RFC 9457 problem document
and the board's socket into an `error` frame, both in the reader's language. Where one code has
several reasons, `why` names the one: `Forbidden("forbidden", why="role", role=..., verb=...)`.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from dispatch.kernel.catalogue import DEFAULT_LANGUAGE, catalogue_of
from routing.value_object import value_object

_WIDEST: Final = 63


@value_object
class Finding:
    """One of several things wrong with what was sent: where (`body.location.lat`), and what.

    `kind` is stable and has a sentence in the section `findings` of the messages.
    """

    field: str
    kind: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return where and what in one line."""
        return f"{self.field}: {self.message(language)}"

    def message(self, language: str) -> str:
        """Return what is wrong with the member, as a sentence."""
        return catalogue_of(language).finding(self.kind, self.params)

    def document(self, language: str) -> dict[str, Any]:
        """Return the member of `errors` in a problem document."""
        return {"field": self.field, "message": self.message(language), "kind": self.kind}


class TanggapError(Exception):
    """A refusal: a stable code, and parameters that fill its sentence.

    The parameters are members of the problem document too (RFC 9457 clause 3.2), so that a program
    can act on them: `state`, `allowed`, `kept`, `retry_after_s`.
    """

    status: ClassVar[int] = 500
    fallback: ClassVar[str] = "internal"

    def __init__(self, code: str, *, why: str = "", **params: Any) -> None:
        """Keep the stable `code`, the one of its reasons `why`, and the parameters."""
        super().__init__(code)
        self.code = code
        self.why = why
        self.params = params

    def __str__(self) -> str:
        """Return what a log or a terminal shows."""
        return f"{self.code}: {self.say('en')}"

    def say(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return what happened, what was kept and what to do, as a sentence.

        A code without a sentence (a stored one of another version) says its title.
        """
        words = catalogue_of(language)
        said = words.detail(self.code, self.why, self.params)
        return words.title(self.code, self.fallback) if said is None else said

    def problem(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the problem document's members in `language` (id or en)."""
        return {
            "type": f"urn:tanggap112:problem:{self.code}",
            "title": catalogue_of(language).title(self.code, self.fallback),
            "status": self.status,
            "detail": self.say(language),
            "code": self.code,
            **({"why": self.why} if self.why else {}),
            **{name: _member(value, language) for name, value in self.params.items()},
        }


def _member(value: Any, language: str) -> Any:
    if isinstance(value, Finding):
        return value.document(language)
    if isinstance(value, list | tuple | set | frozenset):
        return [_member(one, language) for one in value]
    if isinstance(value, int) and value.bit_length() > _WIDEST:
        # A refusal quotes what was sent, and no encoder writes such a number.
        return str(value)
    return value


class Invalid(TanggapError):
    """The request cannot be understood or breaks a rule of its own."""

    status = 422
    fallback = "invalid"


class Unauthenticated(TanggapError):
    """The request comes from nobody we know."""

    status = 401
    fallback = "unauthenticated"


class Forbidden(TanggapError):
    """The subject is known and lacks the right."""

    status = 403
    fallback = "forbidden"


class NotFound(TanggapError):
    """The thing is not there, or not visible to this subject."""

    status = 404
    fallback = "not_found"


class Conflict(TanggapError):
    """The request is right in itself, but not in the present state."""

    status = 409
    fallback = "conflict"


class TooLarge(TanggapError):
    """The body is larger than the limit."""

    status = 413
    fallback = "too_large"


class Unavailable(TanggapError):
    """The service is unavailable for now; the client should retry."""

    status = 503
    fallback = "unavailable"
