"""An instance of the project with services of its own, every process of which may be killed."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import redis

from community.feeds.sender import Sender
from deploy.embedded.postgres import find_binaries
from deploy.embedded.processes import wait_until
from deploy.programs import HOST, ROOT, Program, Running, demo_programs, web_program
from tests.browser.server import _free_port
from tests.deploy.checkout import Checkout, kill

READY_TIMEOUT_S = 60.0


class Instance:
    """Services of a checkout, a migrated database, and programs by name."""

    def __init__(self, checkout: Checkout) -> None:
        self.port = _free_port()
        self._checkout = checkout
        self._running: dict[str, Running] = {}
        self._clerk: subprocess.Popen[bytes] | None = None
        self._is_plain = self._keeps_web = False
        self._services = checkout.start_user().services()
        self._senders: list[Sender] = []
        # Words before a command: only the programs of this instance have it so.
        self._environment = (
            "/usr/bin/env",
            f"DATABASE_URL={self._services['database_url']}",
            f"DATABASE_OWNER_URL={self._services['database_owner_url']}",
            f"REDIS_URL={self._services['redis_url']}",
            f"SECRET_KEY={secrets.token_hex(24)}",
            "DJANGO_SETTINGS_MODULE=community.settings",
        )
        self.run("manage.py", "migrate", "--no-input")

    @property
    def url(self) -> str:
        """Where the web process answers."""
        return f"http://{HOST}:{self.port}"

    def run(self, *words: str, changed: Sequence[str] = ()) -> str:
        """Run Python on this instance until it ends; what it prints. changed: NAME=value."""
        done = subprocess.run(  # noqa: S603 -- our own programs
            [*self._environment, *changed, sys.executable, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def interrupted(self, *words: str, once: str) -> tuple[int, str]:
        """Run Python on this instance and press Ctrl-C once it says a word; exit code and words."""
        begun = subprocess.Popen(  # noqa: S603 -- our own programs
            [*self._environment, "PYTHONUNBUFFERED=1", sys.executable, *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert begun.stdout is not None
        said = ""
        try:
            while once not in said and (line := begun.stdout.readline()):
                said += line
            begun.send_signal(signal.SIGINT)
            said += begun.stdout.read()
            return begun.wait(), said
        finally:
            begun.kill()
            begun.wait()
            begun.stdout.close()

    def have(self, deed: str, **told: Any) -> Any:
        """Have the clerk do a deed (see clerk.py) in a process that is started once."""
        if self._clerk is None:
            command = [*self._environment, sys.executable, "-m", "tests.journeys.clerk"]
            self._clerk = subprocess.Popen(  # noqa: S603 -- our own program
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        assert self._clerk.stdin is not None
        assert self._clerk.stdout is not None
        self._clerk.stdin.write(msgspec.json.encode({"do": deed} | told) + b"\n")
        self._clerk.stdin.flush()
        return msgspec.json.decode(self._clerk.stdout.readline())

    def start(self, name: str, program: Program, **variables: str) -> None:
        """Start a program, under a name to kill it by; variables are of its environment."""
        more = (f"{variable}={value}" for variable, value in variables.items())
        command = (*self._environment, *more, *program.command)
        log = self._checkout.root / f"{name}.log"
        self._running[name] = Running(Program(name=name, command=command), log=log)

    def start_web(self, program: Program | None = None, **variables: str) -> None:
        """Start a web process and wait until it answers; the plain one may run already."""
        is_plain = program is None and not variables
        if "web" in self._running:
            if is_plain:
                return
            self._stop("web")
        self._is_plain = is_plain
        self.start("web", program or web_program(self.port), **variables)
        assert wait_until(self._answers, timeout_s=READY_TIMEOUT_S), self.log("web")

    def start_beside(self, program: Program, *, port: int) -> None:
        """Start another web process on a port of its own and wait until it answers."""
        self.start("beside", program)
        up = wait_until(lambda: self._answers(port), timeout_s=READY_TIMEOUT_S)
        assert up, self.log("beside")

    def tell_stop(self, name: str) -> None:
        """Send a program SIGTERM, as whoever supervises it does."""
        os.killpg(self._running[name].pid, signal.SIGTERM)  # the leash does not heed it

    def process(self, name: str) -> str:
        """What a program's process is called in directives: `host:pid`."""
        ask = ["/usr/bin/pgrep", "-P", str(self._running[name].pid)]  # the leash's only child
        found = subprocess.run(ask, capture_output=True, text=True, check=True)  # noqa: S603 -- the system's
        return f"{socket.gethostname()}:{int(found.stdout)}"

    def wait_stopped(self, name: str, *, timeout_s: float) -> None:
        """Wait until a program that was told to stop has ended by itself."""
        running = self._running.pop(name)
        ended = wait_until(lambda: running.exit_code() is not None, timeout_s=timeout_s)
        running.let_go()
        running.wait_gone()
        assert ended, self.log(name)

    def start_second_web(self) -> int:
        """Start another web process beside the first; its port."""
        port = int(_free_port())
        self.start("web-2", web_program(port))
        up = wait_until(lambda: self._answers(port), timeout_s=READY_TIMEOUT_S)
        assert up, self.log("web-2")
        return port

    def start_worker(self) -> None:
        """Start the worker people wait for."""
        (worker,) = (one for one in demo_programs(port=self.port) if one.name == "worker-fast")
        self.start("worker", worker)

    def start_beat(self) -> None:
        """Start the beat, its schedule beside its log."""
        (beat,) = (one for one in demo_programs(port=self.port) if one.name == "beat")
        schedule = str(self._checkout.root / "schedule")
        self.start("beat", Program(name="beat", command=(*beat.command[:-1], schedule)))

    def kill(self, name: str) -> None:
        """Kill a program with -9, and whatever it started."""
        running = self._running.pop(name)
        os.killpg(running.pid, signal.SIGKILL)
        running.let_go()
        running.wait_gone()

    def kill_web(self) -> None:
        """Kill the web process; another takes its place, as under the supervisor."""
        self.kill("web")
        self.start_web()

    def kill_postgres(self) -> None:
        """Kill PostgreSQL; the watchdog starts it again."""
        kill(self._checkout.postgres_pid())

    def kill_redis(self) -> None:
        """Kill Redis; the watchdog starts it again."""
        kill(self._checkout.redis_pid(self._services["redis_url"]))

    @contextmanager
    def frozen_web(self) -> Iterator[None]:
        """The web process stopped amid what it does: its lines stay up, it says nothing."""
        group = self._running["web"].pid
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)

    @contextmanager
    def frozen_redis(self) -> Iterator[None]:
        """Redis takes connections and answers nothing; the watchdog sees it alive."""
        pid = self._checkout.redis_pid(self._services["redis_url"])
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def flush_redis(self) -> None:
        """Empty Redis."""
        with redis.Redis.from_url(self._services["redis_url"]) as client:
            client.flushall()

    def dump(self, path: Path) -> None:
        """Write the whole database to a file, as a backup does."""
        self._tool("pg_dump", "--format=custom", f"--file={path}")

    def restore(self, path: Path) -> None:
        """Put a dump in the place of what there is; no program may be running."""
        self._tool("pg_restore", "--clean", "--if-exists", "--exit-on-error", str(path))

    def _tool(self, name: str, *words: str) -> None:
        """One of PostgreSQL's own tools, as the owner."""
        url = self._services["database_owner_url"]
        command = [str(find_binaries() / name), f"--dbname={url}", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- PostgreSQL's
        assert done.returncode == 0, done.stderr

    def sender(self, source: str) -> Sender:
        """A provider with a key of its own."""
        secret = bytes.fromhex(self.have("register", source=source))
        self._senders.append(Sender(url=self.url, source=source, secret=secret))
        return self._senders[-1]

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with psycopg.connect(self._services["database_owner_url"]) as connection:
            return connection.execute(question, values).fetchall()

    def facts(self, stream: str) -> list[dict[str, Any]]:
        """A stream's facts as they lie in the log; the batches must join without a hole."""
        rows = self.ask(
            "SELECT first_offset, last_offset, body FROM streams_batch b JOIN streams_stream s"
            " ON s.id = b.stream_id WHERE s.name = %s ORDER BY first_offset",
            stream,
        )
        facts: list[dict[str, Any]] = []
        for first, last, body in rows:
            assert first == len(facts) + 1
            facts += [msgspec.json.decode(line) for line in bytes(body).split(b"\n")]
            assert last == len(facts)
        return facts

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = httpx.get(f"{self.url}{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def log(self, name: str) -> str:
        """What a program said."""
        return Path(self._checkout.root / f"{name}.log").read_text()

    def keep_web(self) -> None:
        """Let the web process, which nothing was done to, serve the next test too."""
        self._keeps_web = self._is_plain and "web" in self._running

    def rest(self) -> None:
        """Stop every program but a web process that is kept."""
        for sender in self._senders:
            sender.close()
        self._senders.clear()
        self._stop(*(name for name in self._running if name != "web" or not self._keeps_web))
        self._keeps_web = False

    def close(self) -> None:
        """Stop every program, the clerk too."""
        self.rest()
        if self._clerk is not None:
            self._clerk.communicate()

    def _stop(self, *names: str) -> None:
        stopped = [self._running.pop(name) for name in names]
        for running in stopped:
            running.let_go()
        for running in stopped:
            running.wait_gone()

    def _answers(self, port: int | None = None) -> bool:
        try:
            return httpx.get(f"http://{HOST}:{port or self.port}/healthz", timeout=5).is_success
        except httpx.HTTPError:
            return False
