"""The virtual environment: made once, filled from a lock file, kept while the lock is the same."""

import contextlib
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from deploy.embedded.errors import ServiceError
from deploy.embedded.processes import locked
from deploy.steps import Step, talking

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"

LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}

INSTALL_TIMEOUT_S = 1_800.0  # another make may be installing over a slow line
TAIL_LINES = 15

USAGE = "usage: python3 -m deploy install [dev] | demo"


def main(words: list[str]) -> int:
    """Install, and for `demo` go on as the environment's own Python."""
    try:
        match words:
            case ["install"]:
                install("run")
            case ["install", "dev"]:
                install("dev")
            case ["demo"]:
                install("run")
                os.execv(PYTHON, [str(PYTHON), "-m", "deploy.demo"])  # noqa: S606 - our own file
            case _:
                print(USAGE)
                return 2
    except (ServiceError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(name: str) -> None:
    """Make the environment hold what a lock file names, each file checked by its hash.

    name is a key of LOCKS. Raises ServiceError when pip cannot.
    """
    lock = LOCKS[name]
    (ROOT / "var").mkdir(exist_ok=True)
    with locked(ROOT / "var" / "install.lock", timeout_s=INSTALL_TIMEOUT_S):
        wanted = _digest(lock)
        if _is_usable() and wanted in _installed():
            return
        if not _is_usable():
            _create()
        with Step(f"Install {_count(lock)} packages") as step:
            _pip(lock, step=step)
        _note(name, wanted)


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _is_usable() -> bool:
    """Whether the environment's Python is the one that runs us; a moved or upgraded one is not."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import sys, pip; print(sys.version)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == sys.version


def _create() -> None:
    with Step("Make the virtual environment in .venv"):
        try:
            venv.create(ENVIRONMENT, clear=True, symlinks=True, with_pip=True)
        except subprocess.CalledProcessError as error:
            message = (
                "this Python cannot make virtual environments: install its venv module "
                "(Debian: apt-get install python3-venv) and try again"
            )
            raise ServiceError(message) from error


def _installed() -> set[str]:
    """Digests of the locks that the environment satisfies."""
    with contextlib.suppress(FileNotFoundError):
        return set((ENVIRONMENT / "locks").read_text().split())
    return set()


def _note(name: str, digest: str) -> None:
    # The development lock holds everything of the other, at the same versions.
    satisfied = {digest, _digest(LOCKS["run"])} if name == "dev" else {digest}
    (ENVIRONMENT / "locks").write_text("\n".join(sorted(satisfied)) + "\n")


def _count(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text().splitlines())


def _pip(lock: Path, *, step: Step) -> None:
    """Install, showing which package it is at; the lock is complete, so nothing is resolved."""
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    said = []
    with talking([*command, "-r", str(lock)]) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line.rstrip())
            if line.startswith("Collecting "):
                count = sum(text.startswith("Collecting ") for text in said)
                step.show(f"{count} {line.split()[1]}")
            elif line.startswith("Installing collected"):
                step.show("unpacking")
    if pip.returncode != 0:
        message = "\n".join(["pip could not install the dependencies:", *said[-TAIL_LINES:]])
        raise ServiceError(message)
