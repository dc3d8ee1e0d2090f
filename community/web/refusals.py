"""What a page answers when it cannot be what was asked: a status and a page in our look."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.core.errors import (
    ForbiddenError,
    NotFoundError,
    RefusedError,
    TooManyError,
    UnavailableError,
    UnsignedError,
)

Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]

# A database that restarts is back within this; a reader who waits longer reloads by himself.
_RETRY_AFTER_S = 5
_STATUSES: dict[type[RefusedError], int] = {
    NotFoundError: 404,
    UnsignedError: 403,
    ForbiddenError: 403,
    TooManyError: 429,
    UnavailableError: 503,
}


def refusable(view: View[Asked]) -> View[Asked]:
    """Let a view refuse by raising; a database that is away is a refusal too."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RefusedError as refused:
            return _page(request, refused)
        except (OperationalError, InterfaceError):
            return _page(request, UnavailableError())

    return answer


def status_of(refused: RefusedError) -> int:
    """The status of a page that says why something was not done."""
    return next((code for kind, code in _STATUSES.items() if isinstance(refused, kind)), 400)


def _page(request: HttpRequest, refused: RefusedError) -> HttpResponse:
    status = status_of(refused)
    response = render(request, f"{status}.html", status=status)
    if isinstance(refused, TooManyError):
        response["Retry-After"] = str(-(-refused.retry_after_ms // 1000))
    elif isinstance(refused, UnavailableError):
        response["Retry-After"] = str(_RETRY_AFTER_S)
    return response
