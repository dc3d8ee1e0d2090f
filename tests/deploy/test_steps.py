"""Steps say what is done and, when it fails, what was said last."""

import sys

import pytest

from deploy.embedded.errors import ServiceError
from deploy.programs import FOR_PEOPLE
from deploy.steps import Heard, Step, run


def test_a_step_is_one_line_with_its_seconds(capsys):
    with Step("Make something"):
        pass

    assert capsys.readouterr().out.split() == ["Make", "something", "0.0", "s"]


def test_a_commands_output_goes_to_the_log_and_not_to_the_screen(tmp_path, capsys):
    log = tmp_path / "log"

    run("Say it", [sys.executable, "-c", "print('quietly')"], log=log)

    assert log.read_text() == "quietly\n"
    assert "quietly" not in capsys.readouterr().out


def test_a_failed_command_shows_the_end_of_what_it_said(tmp_path, capsys):
    talk = "import sys; [print(n) for n in range(100)]; sys.exit(3)"

    with pytest.raises(ServiceError) as refused:
        run("Count", [sys.executable, "-c", talk], log=tmp_path / "log")

    lines = str(refused.value).splitlines()
    assert lines[0] == "80"
    assert lines[-2:] == ["99", f"Count: failed (see {tmp_path / 'log'})"]
    assert capsys.readouterr().out.split() == ["Count", "failed"]


def test_of_a_log_the_whole_lines_for_people_are_shown_once(tmp_path, capsys):
    log = tmp_path / "player.log"
    heard = Heard(log)
    heard.show()

    for written in (f"{{}}\n{FOR_PEOPLE}One\n{FOR_PEOPLE}Tw", "o\n", "three\n"):
        with log.open("a") as out:
            out.write(written)
        heard.show()

    assert capsys.readouterr().out.splitlines() == [f"{FOR_PEOPLE}One", f"{FOR_PEOPLE}Two"]
