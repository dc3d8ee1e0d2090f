"""Why one's own reputation is what it is, and who earned most on a match."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.matches import selectors as matches
from community.matches.instants import instant_of
from community.reputation import reasons
from community.users import selectors as users
from community.users.models import User
from community.users.viewing import viewing_of
from community.web.cards import card_of
from community.web.presenters.reputation import level_name, lines
from community.web.refusals import refusable
from community.web.views.matches import own as own_page

_PAGE = 50
_MS_DIGITS_MAX = 15
_ID_LENGTH_MAX = 40
_own = cache_control(private=True, no_cache=True)


@require_safe
@_own
@login_required
@refusable
def why(request: HttpRequest) -> HttpResponse:
    """Every award of one's own: for what, its weight now, and what undoing it would change."""
    assert isinstance(request.user, User), "login_required lets nobody else in"
    actor, as_of = request.user.actor_id, viewing_of(request).as_of
    before = _place(request.GET.get("before"))
    told = reasons.reasons_of(actor, as_of=as_of, limit=_PAGE + 1, before=before)
    standing = reasons.standing_of(actor, as_of=as_of)
    titles = matches.names_of({each.match for each in told if each.match})
    more = told[_PAGE - 1] if len(told) > _PAGE else None
    context = {
        "standing": standing,
        "level": level_name(standing.level),
        "next_level": level_name(standing.level + 1),
        "lines": lines(list(told[:_PAGE]), titles),
        "before": f"{clock.to_ms(more.at)}.{more.id}" if more else None,
        "is_older": before is not None,
    }
    return render(request, "pages/reputation.html", context)


def _place(text: str | None) -> tuple[datetime, str] | None:
    """Where a page begins; raises InvalidError."""
    if text is None:
        return None
    at, _, deed = text.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= _MS_DIGITS_MAX) or "\0" in deed:
        raise InvalidError(Fault(pointer="/before", detail="no place of this page"))
    try:
        return clock.from_ms(int(at)), deed[:_ID_LENGTH_MAX]
    except (ValueError, OverflowError) as never:
        raise InvalidError(Fault(pointer="/before", detail="no place of this page")) from never


@require_safe
@own_page
@refusable
def leaders(request: HttpRequest, match_id: str) -> HttpResponse:
    """Who earned most by what they said on a match."""
    instant = instant_of(request, match_id)
    as_of = viewing_of(request).as_of
    card = card_of(matches.fixture(match_id))
    places = reasons.board_of(match_id, as_of=as_of)
    people = users.profiles_of(place.actor for place in places)
    context = {
        "card": card,
        "instant": instant,
        "places": [(place, people[place.actor]) for place in places if place.actor in people],
    }
    return render(request, "pages/leaders.html", context)
