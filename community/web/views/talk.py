"""The talk by plain forms and pages: say something, react, read on, search."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from community.core.errors import RefusedError
from community.matches import selectors as matches
from community.matches.instants import HEAD, Instant, instant_of
from community.streams.operations import Sent
from community.threads import pages, selectors as threads
from community.threads.services.posts import post_id_of
from community.users.viewing import viewing_of
from community.web import drafts
from community.web.askers import actor_of, obey, op_of
from community.web.cards import card_of
from community.web.paces import tells_budget
from community.web.presenters.pages_of_talk import Sort, talk_page
from community.web.presenters.refused import refusal_words, told
from community.web.refusals import refusable, status_of
from community.web.talk import Shown, blank_talk
from community.web.views.matches import own, with_talk

_PAGE = 50
_WORDS_MAX = 120
# To whoever watches behind live, instead of his post.
_KEPT = "Your post is kept. It shows here in {} s, as everything you watch."


@require_safe
@own
@refusable
def talk(request: HttpRequest, match_id: str) -> HttpResponse:
    """A page of the thread: older posts, the best, by event, or those that hold words."""
    instant = instant_of(request, match_id)
    as_of = viewing_of(request).as_of
    shown = shown_match(match_id, as_of=as_of, instant=instant)
    sort, words = sort_of(request), request.GET.get("q", "")[:_WORDS_MAX].strip()
    if words:
        posts, before = threads.search(match_id, words, as_of=as_of, limit=_PAGE), None
    else:
        found = pages.thread_page(
            match_id, as_of=as_of, sort=sort, before=request.GET.get("before"), limit=_PAGE
        )
        posts, before = found.posts, found.before
    page = talk_page(
        shown.card, posts, match=shown.state, sort="search" if words else sort, before=before
    )
    context = {
        "page": page,
        "words": words,
        "talk": blank_talk(request, shown),
        "instant": instant,
    }
    return render(request, "pages/talk.html", context)


def shown_match(match_id: str, *, as_of: datetime, instant: Instant = HEAD) -> Shown:
    """The match whose thread is read, as of a moment; raises UnknownMatchError."""
    found = matches.match_page(match_id, as_of=as_of, at=instant.offset)
    return Shown(
        card=card_of(found.fixture, found.players),
        state=found.folded.project(),
        offset=found.folded.offset,
        instant=instant,
    )


def sort_of(request: HttpRequest) -> Sort:
    """The order asked for; live for one that is not offered."""
    match request.GET.get("sort"):
        case "best":
            return "best"
        case "event":
            return "event"
    return "live"


@require_POST
@own
@tells_budget
@refusable
def posts(request: HttpRequest, match_id: str) -> HttpResponse:
    """Say something; what is refused, or comes before signing up, is kept."""
    draft = drafts.sent(request)
    if not actor_of(request):
        drafts.keep(request, match_id, draft)
        return sign_up(f"{reverse('match', args=[match_id])}#compose")
    fields = drafts.fields_of(draft, match_id=match_id, seen=request.POST.get("seen", ""))
    op = op_of(request)
    try:
        obey(request, "thread.post", fields, op=op)
    except RefusedError as fault:
        refused = replace(draft, op="", refusal=refusal_words(told(fault)))
        return with_talk(request, match_id, draft=refused, status=status_of(fault))
    drafts.forget(request, match_id)
    if delay_s := viewing_of(request).delay_s:
        messages.success(request, _KEPT.format(delay_s))
        return redirect(f"{reverse('match', args=[match_id])}#compose")
    post_id = post_id_of(actor_of(request), Sent(op=op))
    return redirect(f"{reverse('match', args=[match_id])}#post-{post_id}")


@require_POST
@own
@refusable
def read(request: HttpRequest, match_id: str) -> HttpResponse:
    """Note how far somebody has read, for all his devices."""
    until = request.POST.get("until", "")
    obey(
        request, "thread.read", {"match": match_id, "until": int(until) if until.isdecimal() else 0}
    )
    return redirect(f"{reverse('match', args=[match_id])}#talk")


def sign_up(after: str) -> HttpResponse:
    """Lead to signing in or up, and from there to a place of ours."""
    return redirect(f"{reverse('account_signup')}?next={quote(after)}")


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page a form was on, if it is ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else otherwise
