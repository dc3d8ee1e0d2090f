"""How a page gets its connect token: written into it, or asked for when the old one has expired."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from community.config import selectors as config
from community.core import canonical, clock, problems
from community.core.errors import Fault, InvalidError
from community.edge import tokens
from community.users.devices import name_of
from community.users.models import User
from community.users.viewing import offered, viewing_of

_READ_ANYWHERE = {"Access-Control-Allow-Origin": "*"}


def connect_token(request: HttpRequest) -> dict[str, object]:
    """Offer templates `connect_token`; nothing is signed on pages that do not use it."""
    return {"connect_token": SimpleLazyObject(lambda: _issue(request).token)}


@never_cache
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for whoever asks, as JSON: {token, expires_at}; at his delay.

    `?delay=30` asks to be no less than 30 s behind; less than one's own is not to be had.
    """
    try:
        issued = _issue(request, delay_s=_delay_of(request))
    except InvalidError as refused:
        status, document, _ = problems.problem(refused)
        body = canonical.dumps(document | {"status": status})
        return HttpResponse(body, status=status, content_type=problems.CONTENT_TYPE)
    body = canonical.dumps({"token": issued.token, "expires_at": issued.expires_at})
    # A page elsewhere reads it for somebody signed out: with `*` a browser sends it no cookies.
    return HttpResponse(body, content_type="application/json", headers=_READ_ANYWHERE)


def _delay_of(request: HttpRequest) -> int:
    """How far behind live is asked for, in seconds; raises InvalidError for what is not offered."""
    steps = {str(delay_s): delay_s for delay_s in offered()}
    asked = request.GET.get("delay", "0")
    if asked not in steps:
        raise InvalidError(Fault(pointer="/delay", detail=f"one of {', '.join(steps)} seconds"))
    return steps[asked]


def _issue(request: HttpRequest, *, delay_s: int = 0) -> tokens.Issued:
    user = getattr(request, "user", None)
    actor = user.actor_id if isinstance(user, User) else None
    key = secrets.token_urlsafe(12)
    session = getattr(request, "session", None)
    session_key = session.session_key if session is not None else None
    claims = tokens.Claims(
        key=key,
        actor=actor,
        delay_s=max(delay_s, viewing_of(request).delay_s),
        since=clock.now_ms(),
        device=name_of(session_key) if session_key else "",
    )
    return tokens.issue(claims, ttl_s=config.current().edge.token_ttl_s)
