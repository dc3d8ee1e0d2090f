"""What somebody signed out wanted to follow: it waits in the session until they may follow it."""

from django.http import HttpRequest

from community.core.errors import ForbiddenError, RefusedError
from community.core.types import JsonObject
from community.web.askers import actor_of, obey

_KEY = "wish"
_ID_MAX = 80


def wished(request: HttpRequest) -> JsonObject:
    """What a form asks to follow, as the command has it; empty when it asks for nothing."""
    return {
        kind: told
        for kind in ("match", "club")
        if (told := request.POST.get(kind, "")) and len(told) <= _ID_MAX
    }


def keep(request: HttpRequest, wish: JsonObject) -> None:
    """Leave a wish behind for when whoever has it comes back, the last one alone."""
    request.session[_KEY] = wish


def fulfil(request: HttpRequest) -> None:
    """Follow what was wished for, by the command; it waits on while an address is not verified.

    Whatever else it is refused for, it was asked for once: it is not tried again.
    """
    if not actor_of(request) or not (wish := request.session.get(_KEY)):
        return
    try:
        obey(request, "user.follow", {**wish, "on": True})
    except ForbiddenError:
        return
    except RefusedError:
        pass
    del request.session[_KEY]
