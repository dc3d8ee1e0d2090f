"""`make demo`: one Terrace on this machine, from nothing to matches being played.

Run as `python -m deploy.demo` by the environment's Python. One per checkout: a second one says
where the first is. PORT asks for a port, RESET=1 starts over.
"""

import contextlib
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from community.env import environment
from deploy import reset
from deploy.embedded.attach import detach, is_in_use
from deploy.embedded.errors import ServiceError
from deploy.embedded.processes import locked, wait_until
from deploy.logins import print_logins
from deploy.ports import choose_port
from deploy.programs import HOST, ROOT, demo_programs
from deploy.steps import Heard, Step, run
from deploy.supervisor import Supervisor

RUN = ROOT / "var" / "run"
LOGS = ROOT / "var" / "log"
RECORD = RUN / "demo.json"  # {"url", "pid"}: where `manage.py replay_match` finds us

READY_TIMEOUT_S = 90.0
QUIET_TIMEOUT_S = 10.0  # the watchdog's grace and a clean stop


def main() -> int:
    """Run until told to stop; the exit code."""
    # Ctrl-C means it also where a script's `&` had it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # nohup means it
            signal.signal(name, signal.default_int_handler)
    for folder in (RUN, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(RUN / "demo.lock", timeout_s=0))
            except ServiceError:
                return _point_to_running()
            _prepare()
            _serve()
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say_stopped()
    return 0


def _say_stopped() -> None:
    """Wait for the embedded services to end too, so that what we say is true."""
    detach()
    is_quiet = wait_until(
        lambda: not is_in_use(ROOT, profile=_profile()), timeout_s=QUIET_TIMEOUT_S
    )
    left = "nothing is" if is_quiet else "the services are, for another process that uses them,"
    print(f"\nStopped; {left} left running.")


def _profile() -> str:
    return os.environ.get("TERRACE_PROFILE", "main")


def _point_to_running() -> int:
    """Say where the running demo is; 1 when it was asked to start over."""
    record = json.loads(RECORD.read_text()) if RECORD.exists() else None
    if record is None:
        print("A demo of this checkout is starting or stopping right now.")
        return 1
    if reset.is_asked():
        print(f"A demo runs at {record['url']}: stop it first (Ctrl-C, or kill {record['pid']}).")
        return 1
    print(f"The demo already runs at {record['url']} (Ctrl-C there, or kill {record['pid']}).\n")
    print_logins(record["url"])
    return 0


def _prepare() -> None:
    """Everything up to the first process; each step may be done again without harm."""
    print("Terrace\n")
    if reset.is_asked():
        with Step("Start over: remove the demo's data"):
            reset.remove_demo()
    for log in LOGS.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
    log = LOGS / "setup.log"
    os.environ.setdefault("MAILBOX", str(ROOT / "var" / _profile() / "mail"))  # shown at /mail/
    with Step("Start PostgreSQL and Redis"):
        environment()
    manage = [sys.executable, str(ROOT / "manage.py")]
    run("Bring the database up to date", [*manage, "migrate", "--no-input"], log=log)
    run("Collect static files", [*manage, "collectstatic", "--no-input"], log=log)
    run("Make the demo world", [*manage, "demo_world"], log=log)


def _serve() -> None:
    port = choose_port()
    url = f"http://{HOST}:{port}"
    supervisor = Supervisor(demo_programs(port=port), logs=LOGS)
    supervisor.start()
    try:
        with Step("Start web, workers, beat and player"):
            deadline_s = time.monotonic() + READY_TIMEOUT_S
            supervisor.watch(until=lambda: _is_ready(port) or time.monotonic() > deadline_s)
        status, said = _readiness(port)
        with _recorded(url):
            _welcome(url, unready=None if status == http.HTTPStatus.OK else said)
            if status != http.HTTPStatus.OK:
                supervisor.watch(until=lambda: _is_ready(port))
                print("  Ready now.", flush=True)
            supervisor.watch(until=_shows(Heard(LOGS / "player.log")))
    finally:
        # A second Ctrl-C must not leave half of it running; the grace bounds this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        supervisor.stop()


def _shows(heard: Heard) -> Callable[[], bool]:
    """A condition that never holds, and shows what was said whenever it is asked."""

    def is_over() -> bool:
        heard.show()
        return False

    return is_over


def _is_ready(port: int) -> bool:
    return _readiness(port)[0] == http.HTTPStatus.OK


def _readiness(port: int) -> tuple[int, str]:
    """What /readyz answers; (0, why) when nobody does."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


@contextlib.contextmanager
def _recorded(url: str) -> Iterator[None]:
    new = RECORD.with_suffix(".new")
    new.write_text(json.dumps({"url": url, "pid": os.getpid()}) + "\n")
    new.replace(RECORD)
    try:
        yield
    finally:
        RECORD.unlink(missing_ok=True)


def _welcome(url: str, *, unready: str | None) -> None:
    """Say where it is and what to try; unready is why it is not ready, if it is not."""
    if unready is not None:
        print(f"\n  Not ready yet: {unready}\n  Logs are in {_shown(LOGS)}; it goes on trying.")
    print(f"\n  Terrace runs at  {url}\n")
    print_logins(url)
    print(
        "  Try: open the live match and watch the score, its timeline and the pitch move; open\n"
        "  it in a second window; sign in as the operator and correct the score in the admin.\n"
        "  Play another match:  .venv/bin/python manage.py replay_match --simulate 7 --speed 60\n"
        f"\n  Logs are in {_shown(LOGS)}. Ctrl-C stops everything.",
        flush=True,
    )


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT)


if __name__ == "__main__":
    sys.exit(main())
