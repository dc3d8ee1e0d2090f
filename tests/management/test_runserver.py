"""`runserver` is Daphne's, and no other process carries its weight."""

import subprocess
import sys

from daphne.management.commands.runserver import Command
from django.core.management import get_commands, load_command_class


def test_runserver_is_served_by_daphne():
    assert isinstance(load_command_class(get_commands()["runserver"], "runserver"), Command)


def test_a_web_process_does_not_read_what_only_runserver_needs():
    asked = "import sys, community.asgi; sys.exit('twisted' in sys.modules)"

    code = subprocess.call([sys.executable, "-W", "ignore", "-c", asked])  # noqa: S603 -- our own words

    assert code == 0
