"""The real calls, floods, boundaries and samples, which live outside the repository."""

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "TANGGAP_REAL_DATA"
MISSING: Final = (
    f"{VARIABLE} is not set to a folder: this test needs the real data and proves nothing now"
)


def real_data_dir() -> Path | None:
    """Return the folder of the real data, if this machine has it."""
    name = os.environ.get(VARIABLE)
    path = Path(name).expanduser() if name else None
    return path.resolve() if path is not None and path.is_dir() else None
