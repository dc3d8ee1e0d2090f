"""A process that does at an instance what its operators do, order by order.

Its start is paid once: Django takes seconds to import, and most journeys begin with such a deed.
Orders come in on stdin, one JSON a line; what came of each goes out on stdout.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import django
import msgspec

if __name__ == "__main__":
    django.setup()

from django.db import connections

from community.config import selectors, services as config
from community.core import clock
from community.edge import tokens
from community.feeds.services import keys
from community.threads.services.opening import open_thread
from community.users import selectors as users
from community.users.services import roles
from tests.config.policies import changed
from tests.users.factories import someone

# A journey is never longer.
TOKEN_TTL_S = 7_200


def register(source: str) -> str:
    """Register a source; its key's secret, in hex."""
    row = keys.register_source(name=source, title=source, by=None)
    _, secret = keys.issue_key(source_id=row.pk, label="journey", by=None)
    return secret.hex()


def apply(policies: Mapping[str, Mapping[str, Any]]) -> None:
    """Put policies in force: by their names what is changed in each; of none, the repository's."""
    wanted = {name: changed(name, **changes) for name, changes in policies.items()}
    config.apply(by=None, reason="A journey.", wanted=wanted or None)


def token(name: str) -> str:
    """A connect token of a page of a user's, who is made when there is none."""
    roles.ensure_login(username=name, password=None, roles=[])
    return _token(users.actor_id_of(name))


def fans(match: str, names: list[str]) -> dict[str, tuple[str, str]]:
    """Make fans, and open the thread they talk in; each one's actor id and connect token."""
    open_thread(match_id=match)
    actors = {name: someone("fan", name=name).actor_id for name in names}
    return {name: (actor, _token(actor)) for name, actor in actors.items()}


def _token(actor: str | None) -> str:
    claims = tokens.Claims(key="a page", actor=actor, since=clock.now_ms())
    return tokens.issue(claims, ttl_s=TOKEN_TTL_S).token


DEEDS: dict[str, Callable[..., Any]] = {
    "register": register,
    "apply": apply,
    "token": token,
    "fans": fans,
}


def main() -> None:
    """Do orders until there are no more; no connection stays open between two."""
    for line in sys.stdin:
        order = msgspec.json.decode(line)
        selectors.refresh()
        told = DEEDS[order.pop("do")](**order)
        connections.close_all()
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
