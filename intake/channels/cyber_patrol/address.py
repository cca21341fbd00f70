"""The address of a post in one spelling, so that the same post is found again. Pure."""

import hashlib
import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# The same post under other names: for telephones, without scripts, before a change of name.
_OTHER_HOST: Final = re.compile(r"^(?:www|m|mobile|mbasic|web|touch|old)\.")
_RENAMED: Final = {"twitter.com": "x.com", "fb.com": "facebook.com", "instagr.am": "instagram.com"}
# Who shared it and from where; says nothing about which post it is.
_TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|igsh\w*|si|ref|ref_\w+|mibextid|rdid|share_\w+|_rdr|_t|_r|feature"
)
_SHORT_TRACKING: Final = {"x.com": frozenset({"s", "t"})}
_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 2_000


def normalised(said: str) -> str | None:
    """Return an address of the web in its one spelling; None when it is none."""
    text = "".join(said.split())
    if not _SCHEME.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or "." not in host:
        return None
    host = _OTHER_HOST.sub("", host)
    host = _RENAMED.get(host, host)
    at = "" if port in {None, *_PORTS.values()} else f":{port}"
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    asked = _asked(parts, host)
    whole = f"https://{host}{at}{path}{'?' if asked else ''}{asked}"
    if len(whole) <= _LONGEST:
        return whole
    return (
        f"{whole[: _LONGEST - 65]}#{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()}"
    )


def _asked(parts: SplitResult, host: str) -> str:
    short = _SHORT_TRACKING.get(host, frozenset())
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    told = [
        (name, value)
        for name, value in pairs
        if name not in short and not _TRACKING.fullmatch(name)
    ]
    return urlencode(sorted(told), errors="replace")
