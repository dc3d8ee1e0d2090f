"""The match pages: home, the match centre, one event."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.core import clock
from community.matches import selectors
from community.streams.selectors import LIVE
from community.web.cards import card_of
from community.web.presenters.event_record import event_record
from community.web.presenters.home import match_lists
from community.web.presenters.match_centre import match_centre
from community.web.refusals import refusable

# What a home page can hold and still be read: a weekend back, a fortnight ahead.
_SHOWN_BACK = timedelta(days=3)
_SHOWN_AHEAD = timedelta(days=14)
_SHOWN_MAX = 60
# A page holds its viewer's connect token, and is as old as its last byte.
_own = cache_control(private=True, no_cache=True)


@require_safe
@_own
@refusable
def home(request: HttpRequest) -> HttpResponse:
    """Matches being played, to come, and finished."""
    now = clock.now()
    shown = selectors.listed(
        after=now - _SHOWN_BACK, before=now + _SHOWN_AHEAD, limit=_SHOWN_MAX, as_of=LIVE
    )
    lists = match_lists([(card_of(fixture), state) for fixture, state in shown])
    return render(request, "pages/home.html", {"lists": lists, "rendered_at": now})


@require_safe
@_own
@refusable
def match(request: HttpRequest, match_id: str) -> HttpResponse:
    """One match: the board, the timeline, the pitch, the numbers."""
    found = selectors.match_page(match_id, as_of=LIVE)
    page = match_centre(card_of(found.fixture, found.players), found.folded.project())
    return render(request, "pages/match.html", {"page": page, "rendered_at": clock.now()})


@require_safe
@_own
@refusable
def event(request: HttpRequest, match_id: str, event_id: str) -> HttpResponse:
    """One event and its revisions; a struck one stays, one that never was is not found."""
    fixture, past = selectors.event_history(match_id, event_id, as_of=LIVE)
    card = card_of(fixture, selectors.players_of(fixture))
    return render(request, "pages/event.html", {"page": event_record(card, past)})
