"""`make demo` as a visitor has it: from nothing to a live page, and nothing left afterwards."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.embedded.attach import is_in_use
from deploy.embedded.processes import wait_until
from tests.deploy.checkout import PROJECT

FOLDERS = ("community", "deploy", "markets", "moderation", "static", "templates")

START_TIMEOUT_S = 240.0  # two busy cores; alone it takes about fifteen seconds
STOP_TIMEOUT_S = 60.0

OURS = ("DATABASE", "REDIS", "DJANGO", "TERRACE", "PYTEST", "COV", "PORT", "RESET")


class Demo:
    """The demo of a copy of this checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.record = root / "var" / "run" / "demo.json"
        self._started: list[subprocess.Popen[str]] = []

    def command(self, **more: str) -> subprocess.Popen[str]:
        """`make demo`, once everything is installed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.demo"],
            cwd=self.root,
            env=kept | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def stop(self) -> None:
        for process in self._started:
            process.terminate()
            process.communicate(timeout=STOP_TIMEOUT_S)


@pytest.fixture
def demo() -> Iterator[Demo]:
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        root = Path(folder).resolve()
        for name in FOLDERS:
            shutil.copytree(PROJECT / name, root / name)
        shutil.copy(PROJECT / "manage.py", root)
        made = Demo(root)
        yield made
        made.stop()
        assert wait_until(lambda: not is_in_use(root, profile="main"), timeout_s=STOP_TIMEOUT_S), (
            "the services still run"
        )


def test_a_demo_starts_from_nothing_is_the_only_one_and_leaves_nothing(demo: Demo):
    first = demo.command()
    assert wait_until(
        lambda: demo.record.exists() or first.poll() is not None, timeout_s=START_TIMEOUT_S
    )
    assert first.poll() is None, first.communicate()[0]
    url = json.loads(demo.record.read_text())["url"]
    logins = demo.root / "var" / "demo-logins.json"

    # It answers.
    assert httpx.get(f"{url}/readyz").status_code == httpx.codes.OK
    assert httpx.get(url).status_code == httpx.codes.OK
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600

    # A second one points to the first, and does not start over under its feet.
    second, reset = demo.command(), demo.command(RESET="1")
    said, refused = second.communicate()[0], reset.communicate()[0]
    assert second.returncode == 0
    assert f"already runs at {url}" in said
    assert all(login["password"] in said for login in json.loads(logins.read_text()))
    assert reset.returncode == 1
    assert f"A demo runs at {url}: stop it first" in refused

    # Stopped, nothing answers and nothing says that it does.
    first.send_signal(signal.SIGTERM)
    assert first.communicate(timeout=STOP_TIMEOUT_S)[0].endswith("nothing is left running.\n")
    assert first.returncode == 0
    assert not demo.record.exists()
    assert not is_in_use(demo.root, profile="main")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
