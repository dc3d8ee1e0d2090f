"""The browser and the Node that tests need: found, and tried before they are believed."""

import os
from pathlib import Path

import pytest

from deploy import browser
from deploy.browser import find_chromium
from deploy.embedded.errors import ServiceError
from deploy.node import find_node


def program(path: Path, *, says: str, code: int = 0) -> Path:
    return script(path, f"echo '{says}'\nexit {code}")


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, besides the system's that holds sh."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    monkeypatch.delenv("TERRACE_CHROMIUM", raising=False)
    return tmp_path / "bin"


def test_a_named_chromium_comes_before_one_on_path(path, tmp_path, monkeypatch):
    program(path / "chromium", says="Chromium 1")
    named = program(tmp_path / "mine", says="Chromium 2")
    monkeypatch.setenv("TERRACE_CHROMIUM", str(named))

    assert find_chromium() == named


def test_a_chromium_that_does_not_run_is_passed_over(path):
    program(path / "chromium", says="please install the snap", code=1)
    real = program(path / "google-chrome", says="Google Chrome 1")

    assert find_chromium() == real


@pytest.mark.usefixtures("path")
def test_playwrights_newest_is_found_when_nothing_is_on_path(tmp_path):
    for build in (1100, 1200):
        program(tmp_path / f"cache/chromium-{build}/chrome-linux/chrome", says="Chromium")

    assert find_chromium() == tmp_path / "cache/chromium-1200/chrome-linux/chrome"


# A Debian whose package is a program of that name.
PACKAGE = """\
if [ "$1" = install ]; then
    printf '#!/bin/sh\\necho Chromium' > "${0%/*}/chromium"
    /bin/chmod 755 "${0%/*}/chromium"
fi"""


@pytest.fixture
def nowhere(path, monkeypatch):
    """Where Playwright's own build is not to be had."""
    for name in ("PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    return path


def test_root_on_debian_gets_its_package(nowhere, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script(nowhere / "apt-get", PACKAGE)

    assert browser.get_chromium() == nowhere / "chromium"


@pytest.mark.parametrize("user", [0, 1000])
def test_without_a_chromium_it_is_said_what_to_do(nowhere, monkeypatch, capfd, user):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    script(nowhere / "apt-get", "exit 100")

    with pytest.raises(ServiceError, match="apt-get install chromium"):
        browser.get_chromium()

    tried = capfd.readouterr().err
    assert ("apt-get install" in tried) == (user == 0)
    assert "-m playwright install chromium" in tried


def test_an_old_node_is_passed_over_for_the_wheels(path):
    old = program(path / "node", says="v16.20.2")

    assert find_node() != old


def test_a_node_of_eighteen_on_path_is_taken(path):
    node = program(path / "node", says="v18.0.0")

    assert find_node() == node
