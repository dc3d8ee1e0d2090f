"""The browser and the Node that tests need: found, and tried before they are believed."""

from pathlib import Path

import pytest

from deploy import browser
from deploy.browser import find_chromium
from deploy.embedded.errors import ServiceError
from deploy.node import find_node


def program(path: Path, *, says: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
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


@pytest.mark.usefixtures("path")
def test_without_a_chromium_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setattr(browser, "_installers", lambda: iter(()))

    with pytest.raises(ServiceError, match="apt-get install chromium"):
        browser.get_chromium()


def test_an_old_node_is_passed_over_for_the_wheels(path):
    old = program(path / "node", says="v16.20.2")

    assert find_node() != old


def test_a_node_of_eighteen_on_path_is_taken(path):
    node = program(path / "node", says="v18.0.0")

    assert find_node() == node
