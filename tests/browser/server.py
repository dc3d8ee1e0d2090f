"""The web process on the run's own database, started and stopped as the demo's is."""

import socket
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo

from deploy.embedded.processes import wait_until
from deploy.programs import HOST, Program, Running, web_program

READY_TIMEOUT_S = 60.0


@dataclass(kw_only=True)
class Server:
    """A server on a port of its own; what it says goes to log."""

    log: Path
    port: int = 0
    _running: Running | None = None

    @property
    def url(self):
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def start(self):
        """Run until stopped, on the same port each time; returns once it answers."""
        self.port = self.port or _free_port()
        web = web_program(self.port)
        command = ("/usr/bin/env", *environment(self.log), *web.command)
        self._running = Running(Program(name="web", command=command), log=self.log)
        assert wait_until(self._answers, timeout_s=READY_TIMEOUT_S), self.log.read_text()

    def stop(self):
        """Stop it as a deployment would: sockets are told, then closed."""
        assert self._running is not None, "it was started"
        self._running.let_go()
        self._running.wait_gone()

    def _answers(self):
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).is_success
        except httpx.HTTPError:
            return False


def environment(log):
    """Words before a command that put it on the run's database and Redis."""
    urls = {
        "DATABASE_URL": _conninfo("default"),
        "DATABASE_OWNER_URL": _conninfo("owner"),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "MAILBOX": str(log.with_name("mail")),  # of this server alone: others write letters too
    }
    return [f"{name}={value}" for name, value in urls.items()]


def _conninfo(alias):
    told = connections[alias].settings_dict
    return make_conninfo(
        dbname=told["NAME"],
        user=told["USER"],
        password=told["PASSWORD"] or None,
        host=told["HOST"],
        port=told["PORT"] or None,
    )


def _free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
