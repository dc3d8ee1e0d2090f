"""Policies of an instance, changed from a process of its own as an operator does."""

from typing import Any

from tests.journeys.instance import Instance


def apply(instance: Instance, **policies: dict[str, Any]) -> None:
    """Put changed policies in force: by their names, what is changed in each."""
    instance.run(
        "manage.py",
        "shell",
        "-v",
        "0",
        "-c",
        "from tests.config.policies import changed; from community.config import services;"
        f"wanted = {{name: changed(name, **changes) for name, changes in {policies!r}.items()}};"
        "services.apply(by=None, reason='A journey.', wanted=wanted)",
    )
