"""What the embedded servers need from the operating system.

Programs, an account, readable folders, a socket folder.
"""

import hashlib
import importlib.util
import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

import psutil

from routing.value_object import value_object

log = logging.getLogger(__name__)

# A Unix socket's path ends at 107 bytes; PostgreSQL adds ".s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_DIR: Final = 85
SERVER_ACCOUNTS: Final = ("pgserver", "postgres")
FALLBACK_ACCOUNT: Final = "nobody"
OTHERS_READ: Final = stat.S_IROTH
OTHERS_ENTER: Final = stat.S_IXOTH


class EmbeddedError(RuntimeError):
    """An embedded server cannot run; the message is for the person at the terminal."""


@value_object
class Account:
    """The operating-system account that PostgreSQL runs as."""

    uid: int
    gid: int


def program(package: str, *path: str) -> Path:
    """Find a program that an installed wheel brings along, without importing the wheel."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = (
            f"Paket {package} tidak terpasang; "
            "jalankan `make venv` atau isi DATABASE_URL dan REDIS_URL."
        )
        raise EmbeddedError(message)
    return Path(spec.submodule_search_locations[0]).joinpath(*path)


def server_account(data: Path) -> Account | None:
    """The account to run PostgreSQL as.

    None for ordinary people, another one for root, which PostgreSQL refuses.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        # The owner of existing data stays its owner, whatever accounts the machine has won or lost
        # since.
        return Account(owner.st_uid, owner.st_gid)
    entry = _find_account() or _make_account() or pwd.getpwnam(FALLBACK_ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)


def _find_account() -> pwd.struct_passwd | None:
    return next((entry for entry in pwd.getpwall() if entry.pw_name in SERVER_ACCOUNTS), None)


def _make_account() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd")
    if useradd is None:
        return None
    command = [
        useradd,
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SERVER_ACCOUNTS[0],
    ]
    done = subprocess.run(command, check=False, capture_output=True)
    return _find_account() if done.returncode == 0 else None


def let_enter(path: Path) -> None:
    """Let every account pass through the folders above `path`.

    None of them becomes readable by that.
    """
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & OTHERS_ENTER:
            log.warning(
                "embedded: others may now pass through %s, or PostgreSQL could not reach its files",
                folder,
            )
            folder.chmod(stat.S_IMODE(mode) | OTHERS_ENTER)


def let_read(root: Path) -> None:
    """Let every account read and run what a wheel unpacked, which a strict umask forbids."""
    if root.is_dir() and root.stat().st_mode & OTHERS_READ and root.stat().st_mode & OTHERS_ENTER:
        return
    for path in [root, *root.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | OTHERS_READ | (OTHERS_ENTER if mode & stat.S_IXUSR else 0))


def private_dir(path: Path, account: Account | None) -> Path:
    """Make a folder that only the servers' account may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


def socket_dir(data_dir: Path, account: Account | None) -> Path:
    """The folder of the sockets.

    In the data directory, or a short one that its path alone determines.
    """
    inside = data_dir / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR:
        return private_dir(inside, account)
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    outside = Path(tempfile.gettempdir()) / f"tanggap-{digest}"
    trusted = {os.geteuid(), account.uid if account else os.geteuid()}
    # Anybody may write there: a folder that somebody else made beforehand would hand them the
    # database.
    if outside.is_symlink() or (outside.exists() and outside.stat().st_uid not in trusted):
        message = (
            f"Folder soket {outside} milik orang lain; pilih TANGGAP_DATA_DIR yang lebih pendek."
        )
        raise EmbeddedError(message)
    return private_dir(outside, account)


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs; a zombie that nobody has collected yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def still_alive(processes: list[psutil.Process], *, wait_s: float) -> list[psutil.Process]:
    """Wait for processes that are not our children to end, and name those that did not."""
    deadline = time.monotonic() + wait_s
    alive = [process for process in processes if is_alive(process)]
    while alive and time.monotonic() < deadline:
        time.sleep(0.01)
        alive = [process for process in alive if is_alive(process)]
    return alive
