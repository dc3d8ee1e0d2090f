"""The middleware that notes which browsers somebody is signed in with, once a minute at most."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from community.core import clock
from community.users.models import User
from community.users.services.devices import note_device

NOTED_EVERY_MS = 60_000
# Browsers of one process's last minute; one forgotten too early costs one more statement.
NOTED_MAX = 10_000
_noted: OrderedDict[str, int] = OrderedDict()


class Devices:
    """Sync-only, as every layer above the innermost."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the session a request came with, and the one that signing in made of it."""
        came_with = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if came_with and self._is_due(came_with):
            self._note(request)
        response = self._get_response(request)
        if request.session.session_key not in {None, came_with}:
            self._note(request)
        return response

    def _is_due(self, session_key: str) -> bool:
        return clock.now_ms() - _noted.get(session_key, 0) >= NOTED_EVERY_MS

    def _note(self, request: HttpRequest) -> None:
        # With the database away the view says so; there is a next request to note.
        with suppress(InterfaceError, OperationalError):
            if isinstance(request.user, User):
                self._write_down(request, request.user.pk)

    def _write_down(self, request: HttpRequest, user_id: int) -> None:
        session_key = str(request.session.session_key)
        _noted[session_key] = clock.now_ms()
        _noted.move_to_end(session_key)
        while len(_noted) > NOTED_MAX:
            _noted.popitem(last=False)
        agent = request.headers.get("User-Agent", "")
        note_device(user_id=user_id, session_key=session_key, user_agent=agent)
