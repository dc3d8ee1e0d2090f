"""A Chromium for the browser tests: one that is here, else one that is installed now.

Run as `python -m deploy.browser` to print where it is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.errors import ServiceError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright's cache by system; a folder per version, the newest sorts last.
CACHES = {"linux": ".cache/ms-playwright", "darwin": "Library/Caches/ms-playwright"}
CACHED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium_headless_shell-*/*/*headless*shell",
)

INSTALL_TIMEOUT_S = 900


def find_chromium() -> Path | None:
    """One that runs: named by TERRACE_CHROMIUM, on PATH, or in Playwright's cache."""
    return next((path for path in _candidates() if _runs(path)), None)


def get_chromium() -> Path:
    """Find one or install one.

    As root on Debian its own package, else Playwright's build. Raises ServiceError.
    """
    if (found := find_chromium()) is not None:
        return found
    for commands in _installers():
        print("Installing Chromium:", " ".join(commands[-1]), file=sys.stderr, flush=True)
        if all(map(_succeeds, commands)) and (found := find_chromium()) is not None:
            return found
    message = (
        "no Chromium for the browser tests: install one (apt-get install chromium) or name one "
        "(TERRACE_CHROMIUM=/path/to/chrome)"
    )
    raise ServiceError(message)


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("TERRACE_CHROMIUM"):
        yield Path(named)
    for name in NAMES:
        if on_path := shutil.which(name):
            yield Path(on_path)
    default = Path.home() / CACHES.get(sys.platform, CACHES["linux"])
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    for pattern in CACHED:
        yield from sorted(cache.glob(pattern), reverse=True)


def _runs(path: Path) -> bool:
    """Ubuntu's package of that name is only a note about another one, so it is tried."""
    return path.exists() and _succeeds([str(path), "--version"], is_quiet=True)


def _installers() -> Iterator[list[list[str]]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        yield [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _succeeds(command: list[str], *, is_quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if is_quiet else sys.stderr
    ran = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        timeout=INSTALL_TIMEOUT_S,
    )
    return ran.returncode == 0


if __name__ == "__main__":
    try:
        print(get_chromium())
    except ServiceError as refusal:
        sys.exit(str(refusal))
