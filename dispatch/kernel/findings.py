"""What Pydantic found wrong, as findings with words in every language."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dispatch.kernel.errors import Finding

# What a client may have sent a thousand times over is said this often.
_MOST: Final = 50


def findings_of(errors: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return Pydantic's errors, each with its place (`body.location.lat`) and its type."""
    return [
        Finding(
            field=".".join(map(str, error["loc"])),
            kind=str(error["type"]),
            params=error.get("ctx") or {},
        )
        for error, _ in zip(errors, range(_MOST), strict=False)
    ]
