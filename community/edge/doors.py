"""How a page gets its connect token: written into it, or asked for when the old one has expired."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from community.config import selectors as config
from community.core import canonical
from community.edge import tokens
from community.users.models import User


def connect_token(request: HttpRequest) -> dict[str, object]:
    """Offer templates `connect_token`; nothing is signed on pages that do not use it."""
    return {"connect_token": SimpleLazyObject(lambda: _issue(request).token)}


@never_cache
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for whoever asks, as JSON: {token, expires_at}."""
    issued = _issue(request)
    body = canonical.dumps({"token": issued.token, "expires_at": issued.expires_at})
    return HttpResponse(body, content_type="application/json")


def _issue(request: HttpRequest) -> tokens.Issued:
    user = getattr(request, "user", None)
    actor = user.actor_id if isinstance(user, User) else None
    claims = tokens.Claims(key=secrets.token_urlsafe(12), actor=actor)
    return tokens.issue(claims, ttl_s=config.current().edge.token_ttl_s)
