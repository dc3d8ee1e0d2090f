"""Whom PostgreSQL runs as: it refuses root, so root lends it another identity."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import ServiceError

REFUSAL = (
    "PostgreSQL does not run as root, and no other user can enter {folder}: run as an ordinary "
    "user, move the checkout to a folder others may enter (/srv/terrace), or set DATABASE_URL"
)

PROBE_TIMEOUT_S = 10.0

OVERFLOW_UID = 65_534  # how a namespace shows everybody it does not know


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A command's first words and the ids its process takes; None keeps ours."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None


def choose_identity(data: Path, *, sockets: Path, program: Path) -> Identity:
    """An identity that owns the data folder, runs the program and binds in `sockets`.

    Not root: our own. Root: a user namespace where root's files belong to an ordinary user, so
    no folder changes its mode; else the data's or the checkout's owner, else nobody.
    Raises ServiceError when none can reach the paths; no parent is ever opened for one.
    """
    if os.geteuid() != 0:
        return Identity()
    for identity in _candidates(data):
        _lend(data.parent, sockets, identity=identity)
        if _reaches(data.parent, sockets, program=program, identity=identity):
            return identity
    _lend(data.parent, sockets, identity=Identity())
    raise ServiceError(REFUSAL.format(folder=data.parent))


def _candidates(data: Path) -> Iterator[Identity]:
    owner = data.stat().st_uid if data.exists() else None
    if owner in (None, 0) and (unshare := shutil.which("unshare")):
        # initdb looks its user up by number, so it must be one that has a name.
        named = min(entry.pw_uid for entry in pwd.getpwall() if 0 < entry.pw_uid < OVERFLOW_UID)
        yield Identity(prefix=(unshare, "--user", f"--map-user={named}", "--"))
    if owner == 0:
        return
    checkout = data.parents[2].stat()
    nobody = pwd.getpwnam("nobody")
    if owner is not None:
        yield Identity(uid=owner, gid=data.stat().st_gid)
        return
    if checkout.st_uid:
        yield Identity(uid=checkout.st_uid, gid=checkout.st_gid)
    yield Identity(uid=nobody.pw_uid, gid=nobody.pw_gid)


def _lend(base: Path, sockets: Path, *, identity: Identity) -> None:
    """Give our own two folders to the identity; root still enters them."""
    base.chmod(0o711)
    os.chown(sockets, identity.uid or 0, identity.gid or 0)


def _reaches(base: Path, sockets: Path, *, program: Path, identity: Identity) -> bool:
    """Try it: run the program, pass through `base`, write among the sockets."""
    script = '"$0" --version && test -x "$1" && : > "$2/try" && rm "$2/try"'
    words = [*identity.prefix, "/bin/sh", "-c", script, str(program), str(base), str(sockets)]
    tried = subprocess.run(
        words,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PROBE_TIMEOUT_S,
        user=identity.uid,
        group=identity.gid,
        extra_groups=None if identity.uid is None else [],
    )
    return tried.returncode == 0
