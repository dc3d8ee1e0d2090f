"""Places: where one checkout's services keep data, logs and sockets; knows no server."""

import contextlib
import hashlib
import os
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import ServiceError

PROFILES = ("main", "test", "bench")

# sockaddr_un.sun_path holds 108 bytes on Linux, 104 on macOS and the BSDs, with its closing zero.
SOCKET_PATH_BYTES_MAX = 107 if os.uname().sysname == "Linux" else 103

# The longest file name that any of our servers binds in the folder of sockets.
LONGEST_SOCKET_NAME = "watchdog.sock.new"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The folders of one profile of one checkout; `sockets` may lie outside `base`."""

    base: Path
    sockets: Path

    @property
    def profile(self) -> str:
        """Which of PROFILES."""
        return self.base.name

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "postgres"

    @property
    def redis(self) -> Path:
        """Redis' working folder; nothing is stored in it."""
        return self.base / "redis"

    @property
    def logs(self) -> Path:
        """What the servers and the watchdog say."""
        return self.base / "log"

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens."""
        return self.sockets / "redis.sock"

    @property
    def watchdog_socket(self) -> Path:
        """Where the watchdog listens; a user is a connection to it."""
        return self.sockets / "watchdog.sock"

    @property
    def attach_lock(self) -> Path:
        """Held while somebody looks for a watchdog or starts one."""
        return self.base / "attach.lock"

    @property
    def watchdog_lock(self) -> Path:
        """Held by the watchdog for its life, so that there is one."""
        return self.base / "watchdog.lock"


def prepare_places(root: Path, *, profile: str) -> Places:
    """Make the folders of a profile, or find them made.

    Raises ServiceError when they cannot be made or belong to somebody else.
    """
    if profile not in PROFILES:
        message = f"no such profile: {profile!r}; there are {', '.join(PROFILES)}"
        raise ServiceError(message)
    base = root.resolve() / "var" / profile
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make {base} ({error.strerror}): use a checkout you may write to"
        raise ServiceError(message) from error
    for name in ("log", "redis"):
        make_private(base / name)
    return Places(base=base, sockets=_sockets(base))


def make_private(folder: Path) -> None:
    """Make a folder that only we may enter, or refuse one that is not so."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    # Root may hand the folder to the unprivileged user that PostgreSQL runs as.
    is_ours = found.st_uid == os.geteuid() or os.geteuid() == 0
    if not (stat.S_ISDIR(found.st_mode) and is_ours):
        message = f"{folder} belongs to user {found.st_uid}: remove it, or run as that user"
        raise ServiceError(message)
    if stat.S_IMODE(found.st_mode) & 0o077:
        message = f"{folder} is open to others: chmod 700 {folder}"
        raise ServiceError(message)


def _sockets(base: Path) -> Path:
    """The folder of sockets: beside the data, else a short one in the temporary folder."""
    near = base / "run"
    # Another process may have another TMPDIR, so the first choice is written down.
    note = base / "sockets"
    if not note.exists() and _is_short(near):
        make_private(near)
        if _takes_sockets(near):
            return near
    folder = Path(note.read_text()) if note.exists() else _temporary(base)
    make_private(folder)
    if not _is_short(folder) or not _takes_sockets(folder):
        message = f"no Unix socket can be made in {folder}: set TMPDIR to a short local folder"
        raise ServiceError(message)
    if not note.exists():
        note.write_text(str(folder))
    return folder


def _temporary(base: Path) -> Path:
    name = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"terrace-{os.geteuid()}-{name}"


def _is_short(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX


def _takes_sockets(folder: Path) -> bool:
    """Whether the file system takes Unix sockets; some shared folders do not."""
    path = folder / f"try{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.bind(str(path))
        except OSError:
            return False
    path.unlink(missing_ok=True)
    return True
