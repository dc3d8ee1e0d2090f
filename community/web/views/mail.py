"""The demo's mailbox, for everybody to read: a new user finds the letter sent to them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.core import clock
from community.web import mailbox

_SHOWN_MAX = 20


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """Letters this machine sent, the newest first; nothing where letters are really sent."""
    if not settings.MAILBOX_SHOWN:
        raise Http404
    letters = [
        {"letter": letter, "at": clock.from_ms(letter.at)}
        for letter in mailbox.letters()[:_SHOWN_MAX]
    ]
    return render(request, "pages/mail.html", {"letters": letters})
