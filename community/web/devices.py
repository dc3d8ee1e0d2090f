"""The middleware that notes which browsers somebody is signed in with, once a minute at most."""

from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from community.core import clock
from community.users.models import User
from community.users.services.devices import note_device

NOTED_EVERY_MS = 60_000
# Browsers of one process's last minute; one forgotten too early costs one more statement.
NOTED_MAX = 10_000


class Devices:
    """Sync-only, as every layer above the innermost."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._noted: OrderedDict[str, int] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer first: signing in makes the session that is noted."""
        response = self._get_response(request)
        # Who did not look at the session did not ask who it is; nor do we, for a query.
        if request.session.accessed and isinstance(request.user, User):
            self._note(request, request.user.pk)
        return response

    def _note(self, request: HttpRequest, user_id: int) -> None:
        session_key, now_ms = request.session.session_key, clock.now_ms()
        if session_key is None or now_ms - self._noted.get(session_key, 0) < NOTED_EVERY_MS:
            return
        self._noted[session_key] = now_ms
        self._noted.move_to_end(session_key)
        while len(self._noted) > NOTED_MAX:
            self._noted.popitem(last=False)
        agent = request.headers.get("User-Agent", "")
        note_device(user_id=user_id, session_key=session_key, user_agent=agent)
