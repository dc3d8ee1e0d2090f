"""An instance of the project for one benchmark: durable services, an empty database, web processes.

Nothing of it is left when the benchmark ends.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import django
import httpx
from django.core.management import call_command
from django.db import connections

from community.core import clock
from community.streams import publish
from deploy.embedded.attach import detach
from deploy.programs import HOST, ROOT, Program, Running
from deploy.reset import remove_profile
from tests.bench import machine

PROFILE = "bench"
READY_S_MAX = 30


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server of this run: where it answers and the root of its processes."""

    port: int
    pid: int


@contextmanager
def fresh() -> Iterator[None]:
    """Set Django up on an empty database of the bench's own profile."""
    remove_profile(ROOT, profile=PROFILE)
    os.environ["TERRACE_PROFILE"] = PROFILE  # noqa: TID251 -- before the settings read it
    os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings"  # noqa: TID251
    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        for connection in connections.all():
            connection.close()
            if close_pool := getattr(connection, "close_pool", None):
                close_pool()
        detach()
        remove_profile(ROOT, profile=PROFILE)


@contextmanager
def serve(
    programs: list[tuple[Program, int]], *, ready_path: str = "/readyz"
) -> Iterator[list[Served]]:
    """Run servers, each on its port, until the block ends; what they say is in var/log."""
    log = ROOT / "var" / "log" / "bench-web.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        served = []
        for program, port in programs:
            running = Running(program, log=log)
            stack.callback(running.wait_gone)
            stack.callback(running.let_go)
            served.append((running, port))
        for running, port in served:
            _wait_ready(f"http://{HOST}:{port}{ready_path}", running)
        yield [Served(port=port, pid=running.pid) for running, port in served]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def service_pids() -> dict[str, int]:
    """The processes of PostgreSQL and Redis, by name."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    told = publish.client_for("bench").info("server")
    return {"postgres": machine.parent_of(backend), "redis": int(told["process_id"])}


def _wait_ready(url: str, running: Running) -> None:
    deadline_ms = clock.now_ms() + READY_S_MAX * 1000
    while clock.now_ms() < deadline_ms and running.exit_code() is None:
        try:
            httpx.get(url, timeout=5).raise_for_status()
        except httpx.HTTPError:
            clock.sleep(0.1)
        else:
            return
    message = f"{url} did not come up; var/log/bench-web.log says why"
    raise RuntimeError(message)
