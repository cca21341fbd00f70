"""Topics of gauges: our own scheme, and the patterns of profiles."""

from typing import Final

OUR_SCHEME: Final = "ews/v1/"
_PARTS: Final = 6


def station_of(topic: str) -> str | None:
    """Return the station in a topic of our own scheme `ews/v1/{city}/{river}/{station}/{kind}`."""
    parts = topic.split("/")
    return parts[4] if topic.startswith(OUR_SCHEME) and len(parts) == _PARTS and parts[4] else None


def topic_matches(pattern: str, topic: str) -> bool:
    """Whether an MQTT subscription `pattern` (with + and #) covers `topic`."""
    wanted, parts = pattern.split("/"), topic.split("/")
    for place, part in enumerate(wanted):
        if part == "#":
            return place == len(wanted) - 1
        if place >= len(parts) or part not in {"+", parts[place]}:
            return False
    return len(wanted) == len(parts)
