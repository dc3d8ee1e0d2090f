"""The house's ways of django-allauth: handles, letters that lead back, and ended sockets."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest

from community.core.http import address_of
from community.core.types import JsonObject
from community.users.models import User
from community.users.services import devices, sessions
from community.users.services.viewing import watch
from community.users.viewing import SESSION_KEY, forget, keep_in_session, viewing_of
from moderation.errors import ScreenedError
from moderation.services.people import refuse_handle


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up, sign-in and what changes them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This address and password do not go together.",
        "username_password_mismatch": "This handle and password do not go together.",
        "username_screened": "This handle cannot be shown here.",
        "username_taken": "Somebody has this handle already.",
        "username_blacklisted": "This handle is kept for the house.",
        "too_many_login_attempts": "Too many attempts failed. Try again in a few minutes.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address every limit counts by."""
        return address_of(request)

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002 -- allauth's
        """A handle has one spelling: in small letters."""
        cleaned: str = super().clean_username(username.lower(), shallow=shallow)
        try:
            refuse_handle(cleaned)
        except ScreenedError:
            raise self.validation_error("username_screened") from None
        return cleaned

    def set_password(self, user: User, password: str) -> None:
        """A new password ends what was let in by the old one, sockets too."""
        super().set_password(user, password)
        sessions.end_sockets(actor=user.actor_id)

    def login(self, request: HttpRequest, user: User) -> None:
        """Who watched behind live before signing in is let see no more by it, on any device."""
        chosen = viewing_of(request).delay_s
        super().login(request, user)
        request.session.pop(SESSION_KEY, None)
        if chosen > user.delay_s:
            told: JsonObject = {"delay_s": chosen}
            watch(actor=user.actor_id, told=told, choose=lambda: chosen)
            user.delay_s = chosen
        forget(request)

    def logout(self, request: HttpRequest) -> None:
        """Who signs out is gone from this browser's sockets too, and stays as far behind live."""
        session_key, delay_s = request.session.session_key, viewing_of(request).delay_s
        super().logout(request)
        keep_in_session(request, delay_s)
        if session_key:
            devices.end_this_device(session_key=session_key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:  # noqa: ANN401 -- allauth's
        """The letter's link, which leads on to where its reader came from."""
        url: str = super().get_email_confirmation_url(request, emailconfirmation)
        place = get_next_redirect_url(request)
        return f"{url}?{urlencode({'next': place})}" if place else url
