"""What a page's answer tells of the budget of who writes: the same fields as the API's."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from community.users.viewing import viewing_of
from community.web.askers import actor_of
from moderation import pace

Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]


def tells_budget(view: View[Asked]) -> View[Asked]:
    """Tell who wrote on the thread of a path's match, or was refused, what he is held to."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if actor := actor_of(request):
            as_of = viewing_of(request).as_of
            told = pace.headers_of(str(kwargs["match_id"]), actor, as_of=as_of)
            for name, value in told.items():
                response.headers.setdefault(name, value)
        return response

    return answer
