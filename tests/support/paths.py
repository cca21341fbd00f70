"""Where things are in the checkout."""

import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("dispatch", "intake", "routing", "agencies")
CONSOLE: Final = ROOT / "console_ui"


def room_files() -> list[Path]:
    """Return every Python file that runs in production."""
    return sorted(
        [path for room in ROOMS for path in (ROOT / room).rglob("*.py")] + list(ROOT.glob("*.py"))
    )


def python_files() -> list[Path]:
    """Return every Python file of the project, tests and migrations included."""
    return sorted(
        [*room_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "alembic").rglob("*.py")]
    )


def project_files() -> list[Path]:
    """Return what git tracks or would track: everything that is not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(
        path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()
    )
