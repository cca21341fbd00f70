"""A small path language for mapping profiles: `$.a.b`, `$.readings[0].level`, `$['@iot.id']`.

`$.readings[*].level` is the level of each reading: a message that carries its history.
"""

import re
from typing import Any, Final

_STEP = re.compile(r"""\.([A-Za-z0-9_@:-]+)|\[(-?\d+|\*)\]|\['([^']+)'\]|\["([^"]+)"\]""")
MISSING: Final = object()
EACH: Final = "[*]"


def compile_path(path: str) -> tuple[str | int, ...]:
    """Return the steps of `path`; ValueError when it is none."""
    if not path.startswith("$"):
        raise ValueError(f"a path starts with $, not {path!r}")
    steps: list[str | int] = []
    place = 1
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None:
            raise ValueError(f"cannot read {path!r} from {path[place:]!r}")
        name, index, *quoted = found.groups()
        steps.append(
            (EACH if index == "*" else int(index))
            if index is not None
            else next(text for text in (name, *quoted) if text is not None)
        )
        place = found.end()
    return tuple(steps)


def look_up(value: Any, steps: tuple[str | int, ...]) -> Any:
    """Return what lies at `steps` in `value`, or MISSING; a list of both behind `[*]`."""
    for place, step in enumerate(steps):
        if step == EACH:
            inner = steps[place + 1 :]
            return [look_up(one, inner) for one in value] if isinstance(value, list) else MISSING
        if isinstance(step, int):
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return MISSING
            value = value[step]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return MISSING
    return value
