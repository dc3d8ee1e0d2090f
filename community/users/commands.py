"""Commands: verbs that people ask for by name, over any door; knows no verb and no door.

One pace, one question of permission and one reading of the fields for HTTP and sockets alike.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
import redis

from community.config import selectors as config
from community.config.schema import CommandsPolicy
from community.core import limits
from community.core.decoding import decode
from community.core.errors import ForbiddenError, UnavailableError
from community.streams import publish
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users import selectors, standing
from community.users.errors import UnknownCommandError

Fields = TypeVar("Fields", bound=msgspec.Struct)

_MINUTE_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks: the actor id, None when signed out, the address's limit key, the delay seen."""

    actor: str | None
    address: str
    delay_s: int = 0


@dataclass(frozen=True, kw_only=True)
class Command(Generic[Fields]):
    """A verb by name: its fields, the permission it needs, and the service that does it.

    permission None: anybody signed in whose email is verified. Nobody suspended does anything.
    run: (fields, actor id, how it was sent). reads: it is about one's own reading, so anybody
    signed in may, whatever their standing. live_only: not for who sees a match delayed, for its
    refusals would tell what has happened since.
    """

    name: str
    fields: type[Fields]
    permission: str | None
    run: Callable[[Fields, str, Sent], Appended]
    live_only: bool = False
    reads: bool = False

    def admit(self, asker: Asker) -> str:
        """The actor id of who asks, if they may, now.

        Raises UnavailableError, ForbiddenError, StandingError, TooManyError.
        """
        if not config.current().commands.is_enabled:
            raise UnavailableError
        if asker.actor is None:
            raise ForbiddenError(reason="signed_out")
        hold_to_pace(asker.actor, asker.address, config.current().commands)
        if self.reads:
            return asker.actor
        if self.permission is None:
            standing.refuse_unverified(asker.actor)
        elif not selectors.may(asker.actor, self.permission):
            raise ForbiddenError(reason="permission")
        standing.refuse_suspended(asker.actor)
        if self.live_only and asker.delay_s:
            raise ForbiddenError(reason="delayed")
        return asker.actor

    def obey(self, octets: bytes | msgspec.Raw, *, asker: Asker, sent: Sent) -> Appended:
        """Admit who asks, read the fields whole, and only then run; once for its op.

        Raises UnavailableError, ForbiddenError, TooManyError, MalformedError, InvalidError, and
        what run raises.
        """
        actor = self.admit(asker)
        return self.run(decode(octets, self.fields), actor, sent)


_commands: dict[str, Command[msgspec.Struct]] = {}


def register(command: Command[Fields]) -> None:
    """Enter a command under its name; wiring does."""
    # What a command decodes is what it runs on, whatever the registry calls it.
    _commands[command.name] = command  # type: ignore[assignment]


def named(name: str) -> Command[msgspec.Struct]:
    """The command of a name; raises UnknownCommandError."""
    found = _commands.get(name)
    if found is None:
        raise UnknownCommandError
    return found


def names() -> list[str]:
    """The names there are, in order."""
    return sorted(_commands)


def hold_to_pace(actor: str, address: str, policy: CommandsPolicy) -> None:
    """Take one command of an address's pace and of its user's; raises TooManyError.

    With Redis away commands pass: permission and op keep out what would do harm.
    """
    with suppress(redis.RedisError):
        client = publish.client_for("commands")
        of_address = limits.Limit(
            name="commands.address",
            count=policy.address_per_minute,
            per_ms=_MINUTE_MS,
            burst=policy.address_burst,
        )
        of_user = limits.Limit(
            name="commands.user",
            count=policy.per_minute,
            per_ms=_MINUTE_MS,
            burst=policy.burst,
        )
        limits.enforce_all(
            client,
            [
                limits.Meter(limit=of_address, key=address),
                limits.Meter(limit=of_user, key=actor),
            ],
        )
