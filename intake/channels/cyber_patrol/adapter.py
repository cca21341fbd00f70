"""What an officer found on social media, as one report that waits for a second person.

Pure; never raises.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dispatch.kernel.texts import clean
from intake.channels.api.form import SHORT, take_kind, take_place
from intake.channels.api.members import Members
from intake.channels.api.officer import Noted
from intake.channels.api.read_body import Body, NotReadable, read_members
from intake.channels.api.read_report import Context, read_report
from intake.channels.cyber_patrol.address import normalised
from intake.pipeline.items import Item, Media, Message, Unparsable
from intake.pipeline.neutral import NeutralReport

CHANNEL: Final = "cyber_patrol"
_SHA256: Final = re.compile(r"(?:sha-?256[:=])?([0-9a-f]{64})")
_URL: Final = ("source_url", "url", "link", "tautan")
_HANDLE: Final = ("author_handle", "handle", "akun", "author")
_PICTURE: Final = ("screenshot", "screenshot_sha256", "screenshot_hash", "sha256")
_NOT_THEIRS: Final = ("open", "found_by", "recorded_by", "verified_by", "verified")
_URL_MOST: Final = 4_000


class CyberPatrolAdapter:
    """Translates findings; the same post or the same picture has the same key."""

    channel = CHANNEL

    def parse(self, noted: Noted) -> Sequence[Item]:
        """Return one item: whatever an officer sends is a report; never raises."""
        try:
            read = read_members(noted.body, noted.content_type)
        except NotReadable as problem:
            return [
                Unparsable(code="cyber_patrol.unreadable", reason=str(problem), body=noted.body)
            ]
        members = Members(read.members)
        for name in ("channel", "saluran"):
            members.take(name)
        for name in _NOT_THEIRS:
            if members.take(name) is not None:
                members.flag(name, "not_theirs")
        beside = _beside(members, noted)
        page, picture = _page(members, beside), _picture(members)
        captured_at = members.moment("captured_at", now=noted.received_at)
        take_place(members)
        if captured_at is None and "captured_at.unreadable" not in members.flags:
            members.flag("captured_at", "missing")
        report = _report(read, members, noted)
        key = _key([*page, *picture]) or report.external_id
        whole = replace(
            report,
            external_id=key,
            received_at=noted.received_at,
            occurred_at=captured_at,
            opens=False,
            extra={**report.extra, **beside},
        )
        return [Message(report=whole, conversation_id=key, media=(*page, *picture))]


def _report(read: Body, members: Members, noted: Noted) -> NeutralReport:
    context = Context(
        now=noted.received_at,
        sender=noted.actor,
        channel=CHANNEL,
        key=noted.key,
        new_key=noted.new_key,
        raw=noted.body,
        content_type=noted.content_type[:SHORT] or "application/json",
    )
    return read_report(read, members, context)


def _key(media: Sequence[Media]) -> str | None:
    """Return the key of a finding: its address, else its picture."""
    if not media:
        return None
    return hashlib.sha256(media[0].external_ref.encode("utf-8", "replace")).hexdigest()


def _beside(members: Members, noted: Noted) -> dict[str, Any]:
    handle = members.text(*_HANDLE, longest=SHORT)
    beside = {
        **take_kind(members),
        "platform": members.text("platform", longest=40),
        "author_handle": None if handle is None else handle.lstrip("@"),
        "vouched_by": members.text("vouched_by", "penanggung_jawab", longest=SHORT) or noted.name,
        "recorded_by": noted.name,
    }
    return {name: value for name, value in beside.items() if value}


def _page(members: Members, beside: dict[str, Any]) -> list[Media]:
    """Take the address of the post; as it was written it stays beside the report."""
    said = members.text(*_URL, longest=_URL_MOST)
    if said is None:
        members.flag("source_url", "missing")
        return []
    beside["source_url"] = said
    found = normalised(said)
    if found is None:
        members.flag("source_url", "unreadable")
        return []
    author = beside.get("author_handle")
    return [Media(external_ref=str(clean(found)), kind="link", filename=author and f"@{author}")]


def _picture(members: Members) -> list[Media]:
    """Take the hash of the screenshot: it proves which picture was seen, and finds it again."""
    said = members.take(*_PICTURE)
    of = Members(said if isinstance(said, Mapping) else {"sha256": said})
    written = of.text("sha256", "hash", "sha_256", longest=SHORT)
    if written is None:
        members.flag("screenshot", "missing")
        return []
    found = _SHA256.fullmatch("".join(written.split()).lower())
    if found is None:
        members.flag("screenshot", "unreadable")
        members.put_back("screenshot", said)
        return []
    name = of.text("filename", "name", longest=SHORT)
    return [Media(external_ref=f"sha256:{found[1]}", kind="image", sha256=found[1], filename=name)]
