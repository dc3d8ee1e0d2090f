"""Take one's data away; close one's account."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.core import canonical
from community.streams.erasure import forget_operations
from community.threads.services.visibility import erase_texts_of
from community.users.services.closing import close_user
from community.users.viewing import keep_in_session, viewing_of
from community.web import mailbox
from community.web.own_data import own_data
from community.web.refusals import refusable
from community.web.views.me import viewer
from moderation.services.erasure import forget


@login_required
@never_cache
@require_safe
@refusable
def data(request: HttpRequest) -> HttpResponse:
    """All we hold, as a file."""
    user = viewer(request)
    headers = {"Content-Disposition": f'attachment; filename="terrace-{user.username}.json"'}
    body = canonical.dumps(own_data(user, as_of=viewing_of(request).as_of))
    return HttpResponse(body, content_type="application/json", headers=headers)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def close(request: HttpRequest) -> HttpResponse:
    """Ask first; then nothing is left that leads from the log to the person."""
    user = viewer(request)
    if request.method != "POST":
        return render(request, "pages/close.html", {})
    delay_s = viewing_of(request).delay_s
    logout(request)
    keep_in_session(request, delay_s)
    # Before, so that nothing is left when this stops half-way; after, for what was written between.
    _erase(user.actor_id)
    closed = close_user(user_id=user.pk)
    _erase(closed.actor)
    forget_operations(closed.actor)
    for address in closed.addresses:
        mailbox.forget(address)
    return render(request, "pages/closed.html", {})


def _erase(actor: str) -> None:
    """Erase what somebody said, and what he wrote to moderators or waits to say."""
    erase_texts_of(actor)
    forget(actor)
