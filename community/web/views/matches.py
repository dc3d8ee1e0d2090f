"""The match pages: home, the match centre, one event."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.core import clock
from community.matches import selectors
from community.matches.instants import Instant, instant_of
from community.matches.models import Fixture
from community.threads import selectors as threads
from community.threads.beside import Beside, match_and_thread
from community.users import selectors as users
from community.users.viewing import viewing_of
from community.web import wishes
from community.web.askers import actor_of
from community.web.cards import card_of
from community.web.presenters.event_record import event_record
from community.web.presenters.following import Choice, choices_of
from community.web.presenters.home import match_lists
from community.web.presenters.match_centre import MatchCentre, match_centre
from community.web.presenters.replay import Replay, replay
from community.web.presenters.talk import Draft
from community.web.presenters.thread import post_rows
from community.web.refusals import refusable
from community.web.talk import Shown, blank_talk, talk_of

# What a home page can hold and still be read: a weekend back, a fortnight ahead.
_SHOWN_BACK = timedelta(days=3)
_SHOWN_AHEAD = timedelta(days=14)
_SHOWN_MAX = 60
# A page holds its viewer's connect token, and is as old as its last byte.
own = cache_control(private=True, no_cache=True)


@require_safe
@own
@refusable
def home(request: HttpRequest) -> HttpResponse:
    """Matches being played, to come, and finished."""
    now, viewing = clock.now(), viewing_of(request)
    shown = selectors.listed(
        after=now - _SHOWN_BACK,
        before=now + _SHOWN_AHEAD,
        limit=_SHOWN_MAX,
        as_of=viewing.as_of,
    )
    lists = match_lists([(card_of(fixture), state) for fixture, state in shown])
    return render(request, "pages/home.html", {"lists": lists, "rendered_at": viewing.shown_at})


@require_safe
@own
@refusable
def match(request: HttpRequest, match_id: str) -> HttpResponse:
    """One match: the board, the timeline, the pitch, the numbers, and the talk beside them."""
    wishes.fulfil(request)
    return with_talk(request, match_id)


def with_talk(
    request: HttpRequest, match_id: str, *, draft: Draft | None = None, status: int = 200
) -> HttpResponse:
    """A match's page; draft: what somebody wanted to say, with the reason why it is not said."""
    instant = instant_of(request, match_id)
    viewing = viewing_of(request)
    both = match_and_thread(match_id, as_of=viewing.as_of, at=instant.placed)
    found = both.page
    card, state = card_of(found.fixture, found.players), found.folded.project()
    shown = Shown(card=card, state=state, offset=found.folded.offset, instant=instant)
    page = match_centre(card, state)
    context = {
        "page": page,
        "following": _following(request, found.fixture),
        "talk": talk_of(request, shown, both.thread, draft=draft),
        "instant": instant,
        "replay": _replay(both, page, instant),
        "rendered_at": viewing.shown_at,
    }
    return render(request, "pages/match.html", context, status=status)


def _following(request: HttpRequest, fixture: Fixture) -> list[Choice]:
    """What the page offers to follow, and what of it is followed."""
    clubs = [(club.pk, club.name) for club in (fixture.home, fixture.away)]
    actor, targets = actor_of(request), [fixture.pk, *(club for club, _ in clubs)]
    followed = users.followed_among(actor, targets) if actor else set[str]()
    return choices_of(fixture.pk, clubs, followed=followed)


def _replay(both: Beside, page: MatchCentre, instant: Instant) -> Replay:
    """The scrubber over all that whoever looks may see."""
    offset = both.page.folded.offset
    head = instant.placed.head if instant.placed else offset
    return replay(
        selectors.reel_of(both.page.fixture, until=head),
        page.card.names,
        offset=offset,
        head=head,
        is_past=instant.placed is not None,
        label=page.board.status.label,
    )


@require_safe
@own
@refusable
def event(request: HttpRequest, match_id: str, event_id: str) -> HttpResponse:
    """One event, its revisions, and what was said of it; one that never was is not found."""
    instant = instant_of(request, match_id)
    as_of, at = viewing_of(request).as_of, instant.offset
    fixture, past = selectors.event_history(match_id, event_id, as_of=as_of, at=at)
    found = selectors.match_page(fixture.pk, as_of=as_of, at=at)
    card, state = card_of(fixture, found.players), found.folded.project()
    said = threads.posts_of_event(match_id, event_id, as_of=as_of)
    shown = Shown(card=card, state=state, offset=found.folded.offset, instant=instant)
    context = {
        "page": event_record(card, past),
        "instant": instant,
        "event_id": event_id,
        "talk": blank_talk(request, shown),
        "said": post_rows(said.posts, state, card.names),
        "unaware": post_rows(said.before_they_knew, state, card.names),
    }
    return render(request, "pages/event.html", context)
