"""What a user was told, and reading it: with or without a script."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from community.core.errors import Fault, InvalidError
from community.core.http import address_of
from community.matches import selectors as matches
from community.notices import selectors
from community.notices.commands import READ_NOTICES, ReadNotices
from community.notices.state import Notification
from community.streams.operations import Sent
from community.users import selectors as users
from community.users.commands import Asker
from community.users.models import User
from community.users.viewing import viewing_of
from community.web.cards import card_of
from community.web.presenters.notifications import Told, lines
from community.web.refusals import refusable

_OLDER_PER_PAGE = 50
_DIGITS_MAX = 15
_own = cache_control(private=True, no_cache=True)


@require_safe
@_own
@login_required
@refusable
def notifications(request: HttpRequest) -> HttpResponse:
    """The newest notices, or `?before=` a place the older ones."""
    actor = _actor(request)
    viewing = viewing_of(request)
    as_of = viewing.as_of
    bell = selectors.bell_of(actor, as_of=as_of)
    newest = sorted(bell.notices.items(), key=lambda pair: -pair[1].n)
    before = _offset(request.GET.get("before", ""))
    shown = newest
    if before is not None:
        shown = selectors.notices_before(actor, n=before, limit=_OLDER_PER_PAGE, as_of=as_of)
    page = {
        "lines": lines(shown, read=bell.read, told=_told(actor, shown, as_of=as_of)),
        "topic": f"user.{actor}",
        "until": newest[0][1].n if newest else 0,
        "has_unread": bell.unread > 0,
        "older": shown[-1][1].n if len(shown) >= _OLDER_PER_PAGE else None,
        "is_older": shown is not newest,
        "is_notifications": True,
        "rendered_at": viewing.shown_at,
    }
    return render(request, "pages/notifications.html", page)


@require_POST
@login_required
@refusable
def read(request: HttpRequest) -> HttpResponse:
    """Mark all up to `until` as read, and show the page again."""
    delay_s = viewing_of(request).delay_s
    asker = Asker(actor=_actor(request), address=address_of(request), delay_s=delay_s)
    actor = READ_NOTICES.admit(asker)
    until = _offset(request.POST.get("until", ""))
    if until is None:
        raise InvalidError(Fault(pointer="/until", detail="an offset of your notices"))
    READ_NOTICES.run(ReadNotices(until=until), actor, Sent(as_of=viewing_of(request).as_of))
    return redirect("notifications")


def _offset(text: str) -> int | None:
    """A place in a stream; None for what is none. Fifteen digits are more than there will be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None


def _actor(request: HttpRequest) -> str:
    assert isinstance(request.user, User), "login_required lets nobody else in"
    return request.user.actor_id


def _told(actor: str, shown: Sequence[tuple[str, Notification]], *, as_of: datetime) -> Told:
    """What an actor's notices speak of."""
    notices = [notice for _, notice in shown]
    found = matches.match_pages({each.match for each in notices if each.match}, as_of=as_of)
    standings = selectors.standings_told(
        actor, [key for key, notice in shown if notice.kind == "standing"], as_of=as_of
    )
    return Told(
        matches={
            pk: (card_of(page.fixture, page.players), page.folded.project())
            for pk, page in found.items()
        },
        handles=users.names_of(each.by for each in notices if each.by),
        standings=standings,
        competitions=matches.competition_names(
            {each.competition for each in standings.values() if each.competition}
        ),
    )
