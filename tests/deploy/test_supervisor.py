"""Programs are kept running, and none outlives the one who keeps them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import programs
from deploy.embedded.processes import is_alive, wait_until
from deploy.supervisor import Supervisor
from tests.deploy.checkout import PROJECT, TIMEOUT_S, kill
from tests.deploy.keeper import program


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.deploy.keeper", str(tmp_path)], cwd=PROJECT
    )
    yield process
    process.terminate()
    process.wait(TIMEOUT_S)


def pids(note: Path, *, but: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The ids that a program noted, once they are others than these."""

    def noted() -> tuple[int, ...]:
        return tuple(map(int, note.read_text().split())) if note.exists() else but

    assert wait_until(lambda: noted() != but, timeout_s=TIMEOUT_S)
    return noted()


def gone(ids: tuple[int, ...]) -> bool:
    return wait_until(lambda: not any(map(is_alive, ids)), timeout_s=TIMEOUT_S)


@pytest.mark.usefixtures("keeper")
def test_a_killed_program_is_started_again_without_what_it_left(tmp_path):
    first, second = pids(tmp_path / "first"), pids(tmp_path / "second")

    kill(first[0])

    again = pids(tmp_path / "first", but=first)
    assert gone(first)
    assert is_alive(again[0])
    assert pids(tmp_path / "second") == second


@pytest.mark.usefixtures("keeper")
def test_a_program_whose_leash_is_killed_is_replaced_whole(tmp_path):
    first = pids(tmp_path / "first")

    kill(os.getpgid(first[0]))

    assert pids(tmp_path / "first", but=first) != first
    assert gone(first)


def test_nothing_outlives_a_supervisor_that_is_told_to_stop(keeper, tmp_path):
    ids = pids(tmp_path / "first") + pids(tmp_path / "second")

    keeper.send_signal(signal.SIGTERM)

    assert keeper.wait(TIMEOUT_S) == 0
    assert gone(ids)


def test_nothing_outlives_a_supervisor_that_is_killed(keeper, tmp_path):
    ids = pids(tmp_path / "first") + pids(tmp_path / "second")

    keeper.kill()

    assert gone(ids)


def test_a_program_that_does_not_heed_is_ended_after_the_grace(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "GRACE_S", 0.2)
    supervisor = Supervisor([program(tmp_path, name="deaf", manner="deaf")], logs=tmp_path)
    supervisor.start()
    ids = pids(tmp_path / "deaf")

    supervisor.stop()

    assert gone(ids)


def test_what_dies_and_when_it_comes_back_is_said(tmp_path, capsys):
    supervisor = Supervisor([program(tmp_path, name="first")], logs=tmp_path)
    supervisor.start()
    first = pids(tmp_path / "first")

    os.kill(first[0], signal.SIGKILL)
    supervisor.watch(until=lambda: (tmp_path / "first").read_text().split()[0] != str(first[0]))
    supervisor.stop()

    said = capsys.readouterr().out
    assert said == f"  first ended (137), starts again in 0.5 s; see {tmp_path / 'first.log'}\n"
