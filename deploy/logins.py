"""The demo's logins: one a role, with passwords made on this machine."""

import json
from dataclasses import dataclass

from deploy.programs import ROOT

LOGINS = ROOT / "var" / "demo-logins.json"  # written by `manage.py demo_world`, mode 0600


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who may sign in where."""

    role: str
    username: str
    password: str
    url: str


def read_logins() -> list[Login]:
    """What the demo world wrote; [] before it did."""
    if not LOGINS.exists():
        return []
    return [Login(**row) for row in json.loads(LOGINS.read_text())]


def print_logins(url: str) -> None:
    """A table for people; addresses are below the given one."""
    rows = [("role", "user", "password", "signs in at")]
    for login in read_logins():
        place = login.url if "://" in login.url else url + login.url
        rows.append((login.role, login.username, login.password, place))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  " + "   ".join(cells).rstrip())
    print()
