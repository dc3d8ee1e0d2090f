"""Sign-up and the letter's link, each leading on to the place one came from."""

from urllib.parse import urlencode

from allauth.account.mixins import NextRedirectMixin
from allauth.account.views import ConfirmEmailView, EmailVerificationSentView, SignupView
from django.urls import reverse


class SignUpView(SignupView):  # type: ignore[misc]  # allauth has no types
    """Sign up; the next page says that a letter is on its way."""

    def get_success_url(self) -> str | None:
        """On to the letter; who is in already goes where he wanted."""
        place: str | None = self.get_next_url()
        if self.request.user.is_authenticated:
            return place
        return _with_place(reverse("account_email_verification_sent"), place)


class LetterSentView(NextRedirectMixin, EmailVerificationSentView):  # type: ignore[misc]  # as above
    """A letter is on its way; meanwhile one may read on."""


class ConfirmView(ConfirmEmailView):  # type: ignore[misc]  # as above
    """The letter's link: who is not signed in here does so, and goes on from there."""

    def get_redirect_url(self) -> str:
        """Where the reader of the letter goes on."""
        place: str = super().get_redirect_url()
        if self.request.user.is_authenticated:
            return place
        return _with_place(reverse("login"), self.get_next_url())


def _with_place(url: str, place: str | None) -> str:
    return f"{url}?{urlencode({'next': place})}" if place else url
