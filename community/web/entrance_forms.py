"""The forms of sign-in and sign-up, in the house's words."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.http import HttpRequest

from community.users.models import HANDLE_LENGTH_MAX, User
from community.users.roles import Role
from community.users.services.roles import set_roles


class SignIn(LoginForm):  # type: ignore[misc]  # allauth has no types
    """By handle or email address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's
        super().__init__(*args, **kwargs)
        _name(self.fields["login"], "Handle or email", autocomplete="username")
        _name(self.fields["password"], "Password", autocomplete="current-password")
        # The way to a new password stands below the form, in its template.
        self.fields["password"].help_text = ""


class SignUp(SignupForm):  # type: ignore[misc]  # allauth has no types
    """A handle that others see, an address that nobody sees, a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- allauth's
        super().__init__(*args, **kwargs)
        handle = _name(self.fields["username"], "Handle", autocomplete="username")
        handle.help_text = (
            f"What others see: 3 to {HANDLE_LENGTH_MAX} letters, digits or underscores."
        )
        email = _name(self.fields["email"], "Email", autocomplete="email")
        email.help_text = "Nobody sees it. We send one letter, to know that it is yours."
        password = _name(self.fields["password1"], "Password", autocomplete="new-password")
        password.help_text = "At least 10 characters."

    def save(self, request: HttpRequest) -> User:
        """A new user is a fan; that is the first fact of theirs."""
        user: User = super().save(request)
        set_roles(user_id=user.pk, roles=[Role.FAN], by=None)
        return user


def _name(field: Any, label: str, *, autocomplete: str) -> Any:  # noqa: ANN401 -- any form's field
    field.label = label
    field.widget.attrs["autocomplete"] = autocomplete
    # A placeholder that repeats the label is read twice and gone once one types.
    field.widget.attrs.pop("placeholder", None)
    return field
