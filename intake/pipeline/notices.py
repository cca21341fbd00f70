"""What a channel says about itself, as a notice that people see once while it waits."""

import hashlib
import re
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from intake.pipeline.items import Notice
from intake.pipeline.loose import members, named

_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,60}")


def notice_of(channel: str, field: str, value: Any) -> Notice:
    """Return that something befell the channel: blocked, cut off, a kind nobody knows yet."""
    event = named(members(value), "event", "type", "alert_type", longest=60)
    noun = field if _NAME.fullmatch(field) else "unknown"
    name = f".{event.lower()}" if _NAME.fullmatch(event) else ""
    body = dumps_any(value)
    return Notice(
        code=f"{channel}.{noun}{name}",
        body=body,
        detail=event or noun,
        natural_key=hashlib.sha256(noun.encode() + body).hexdigest(),
    )
