"""Make the demo's people, roles, policies and source; running it again changes nothing."""

import os
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand

from community.config.services import apply
from community.feeds.providers.simulator import SOURCE
from community.feeds.services import keys
from community.users.roles import Role
from community.users.services.roles import ensure_login

LOGINS = settings.BASE_DIR / "var" / "demo-logins.json"
PEOPLE = (
    (Role.FAN, "fan", "/login/"),
    (Role.MODERATOR, "moderator", "/admin/"),
    (Role.PRODUCT_MANAGER, "manager", "/admin/"),
    (Role.OPERATOR, "operator", "/admin/"),
)


class Command(BaseCommand):
    """The demo's world, save its matches: those come through the signed door."""

    help = "Make the demo's people, roles, policies and source."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        apply(by="", reason="The demo begins with the repository's policies.")
        keys.register_source(name=SOURCE, title="Simulator", by=None)
        kept = {row["username"]: row["password"] for row in _kept()}
        rows = [
            {
                "role": role.value,
                "username": username,
                "password": ensure_login(
                    username=username, password=kept.get(username), roles=[role]
                ),
                "url": url,
            }
            for role, username, url in PEOPLE
        ]
        _keep(rows)
        # A step of the demo shows it on the step's own line.
        self.stdout.write(f"{len(rows)} people, policies, a source")


def _kept() -> list[dict[str, str]]:
    try:
        rows: list[dict[str, str]] = msgspec.json.decode(LOGINS.read_bytes())
    except (OSError, msgspec.DecodeError):
        return []
    return rows


def _keep(rows: list[dict[str, str]]) -> None:
    """Write the passwords for this machine's user alone."""
    LOGINS.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(LOGINS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(rows))
