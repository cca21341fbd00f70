"""Profiles: data files that say what the columns of a file mean."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from intake.replay.errors import BadProfile
from routing.value_object import value_object

FOLDER: Final = Path(__file__).parent / "profiles"


@value_object
class Profile:
    """A mapping for one kind of file.

    `kind` names the converter, `zone` the local time, `settings` the rest.
    """

    name: str
    kind: str
    zone: ZoneInfo
    settings: Mapping[str, Any]


def profile_names() -> list[str]:
    """Return the profiles that exist."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load_profile(name: str) -> Profile:
    """Return a profile by its name, or from a file of one's own.

    `replay.unknown_profile` when there is none.
    """
    path = Path(name) if name.endswith(".json") else FOLDER / f"{name}.json"
    if not path.is_file():
        raise BadProfile("replay.unknown_profile", name=name, profiles=profile_names())
    given = json.loads(path.read_text(encoding="utf-8"))
    return Profile(name=path.stem, kind=given["kind"], zone=ZoneInfo(given["zone"]), settings=given)
