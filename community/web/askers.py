"""Who asks a page for something, and under which operation; commands as over every other door."""

from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest

from community.core import canonical
from community.core.http import address_of
from community.core.types import JsonObject
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users import commands
from community.users.commands import Asker
from community.users.models import User
from community.users.viewing import viewing_of


def actor_of(request: HttpRequest) -> str:
    """The actor id of who is signed in; empty for nobody."""
    user = getattr(request, "user", None)
    return user.actor_id if isinstance(user, User) else ""


def op_of(request: HttpRequest) -> UUID:
    """The operation a form names; a new one when it names none."""
    try:
        return UUID(request.POST.get("op", ""))
    except ValueError:
        return uuid4()


def obey(
    request: HttpRequest, name: str, fields: JsonObject, *, op: UUID | None = None
) -> Appended:
    """Do a command for who is signed in; raises what the command refuses.

    op None: that of the form and these fields together, for forms that ask for many things.
    """
    octets = canonical.dumps(fields)
    viewing = viewing_of(request)
    named = op or uuid5(op_of(request), f"{name} {octets.decode()}")
    sent = Sent(op=named, as_of=viewing.as_of)
    asker = Asker(
        actor=actor_of(request) or None,
        address=address_of(request),
        delay_s=viewing.delay_s,
    )
    return commands.named(name).obey(octets, asker=asker, sent=sent)
