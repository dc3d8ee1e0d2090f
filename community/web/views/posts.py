"""One post: its page, and what can be done with it by plain forms."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from community.core.errors import RefusedError
from community.core.types import JsonObject
from community.matches.instants import HEAD, Instant, instant_of
from community.reputation import selectors as reputation
from community.threads import desk, selectors as threads
from community.threads.errors import UnknownPostError
from community.threads.selectors import Found
from community.users import selectors as users
from community.users.viewing import viewing_of
from community.web.askers import actor_of, obey
from community.web.paces import tells_budget
from community.web.presenters.refused import refusal_words, told
from community.web.presenters.reputation import outcome_words
from community.web.presenters.thread import PostRow, post_rows
from community.web.refusals import refusable, status_of
from community.web.talk import blank_talk
from community.web.views.matches import own
from community.web.views.talk import shown_match, sign_up, way_back

# The command's own limit is tighter, and says so.
_TEXT_MAX = 8_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A command, and what is said once it is done."""

    name: str
    fields: JsonObject
    words: str = ""


@require_safe
@own
@refusable
def post(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """A post, its replies, and all that can be done with it."""
    instant = instant_of(request, match_id)
    return post_page(request, found_on(request, match_id, post_id), instant=instant)


def found_on(request: HttpRequest, match_id: str, post_id: str) -> Found:
    """A post of this match; raises UnknownPostError."""
    found = threads.post(post_id, as_of=viewing_of(request).as_of)
    if found.match != match_id:
        raise UnknownPostError(post=post_id)
    return found


def post_page(
    request: HttpRequest,
    found: Found,
    *,
    refusal: str = "",
    text: str | None = None,
    instant: Instant = HEAD,
    status: int = 200,
) -> HttpResponse:
    """A post's page; refusal and text: what was not done, and the words it was asked with."""
    as_of = viewing_of(request).as_of
    shown = shown_match(found.match, as_of=as_of, instant=instant)
    replies = threads.replies(found.id, as_of=as_of)
    rows = post_rows({found.id: found.post, **replies}, shown.state, shown.card.names)
    row = next(row for row in rows if row.key == found.id)
    is_own = bool(row.by) and row.by == actor_of(request)
    context = {
        "card": shown.card,
        "row": row,
        "replies": [each for each in rows if each.key != found.id],
        "talk": replace(blank_talk(request, shown), given=_given(request, rows)),
        "outcome": _outcome(row, as_of=as_of),
        "is_own": is_own,
        "kept_away": _kept_away(request, found.author),
        "text": _own_text(row) if is_own and text is None else text,
        "refusal": refusal,
        "instant": instant,
    }
    return render(request, "pages/post.html", context, status=status)


def _outcome(row: PostRow, *, as_of: datetime) -> str:
    """What became of an insight by now, in words; empty for what is none, or gone."""
    if row.how is None or row.gone:
        return ""
    return outcome_words(reputation.outcome_of(row.key, as_of=as_of))


def _given(request: HttpRequest, rows: list[PostRow]) -> frozenset[tuple[str, str]]:
    actor, as_of = actor_of(request), viewing_of(request).as_of
    return threads.given_by(actor, [row.key for row in rows], as_of=as_of) if actor else frozenset()


def _kept_away(request: HttpRequest, author: str) -> set[str]:
    """How who looks keeps an author away: by mute, block, both or neither."""
    actor = actor_of(request)
    kept = users.aversions_of(actor) if actor else []
    return {kind for kind, other in kept if other == author}


def _own_text(row: PostRow) -> str:
    """What its author wrote, to be written anew."""
    return desk.kept_one(row.key).text or ""


@require_POST
@own
@refusable
def react(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """Give a post a reaction, or take it back, as the button said."""
    found = found_on(request, match_id, post_id)
    verb = "take" if "take" in request.POST else "give"
    fields = {"post": post_id, "reaction": request.POST.get(verb, ""), "on": verb == "give"}
    return _ask(request, found, Asked(name="thread.react", fields=fields))


@require_POST
@own
@refusable
def report(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """Report a post to the moderators, for the reason the button said."""
    fields = {"post": post_id, "reason": request.POST.get("reason", "")}
    words = "Reported. A moderator will look at it."
    return _ask(
        request,
        found_on(request, match_id, post_id),
        Asked(name="thread.report", fields=fields, words=words),
    )


@require_POST
@own
@tells_budget
@refusable
def edit(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """Write a post of one's own anew; refused as stale when it was written anew since."""
    rev, text = request.POST.get("rev", ""), request.POST.get("text", "")[:_TEXT_MAX]
    fields: JsonObject = {
        "post": post_id,
        "rev": int(rev) if rev.isdecimal() else 1,
        "text": text.replace("\r\n", "\n"),
    }
    return _ask(
        request,
        found_on(request, match_id, post_id),
        Asked(name="thread.edit", fields=fields, words="Changed."),
    )


@require_POST
@own
@refusable
def delete(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """Take a post of one's own back, for good."""
    asked = Asked(name="thread.delete", fields={"post": post_id}, words="Deleted.")
    return _ask(request, found_on(request, match_id, post_id), asked)


@require_POST
@own
@refusable
def keep_away(request: HttpRequest, match_id: str, post_id: str) -> HttpResponse:
    """Mute or block a post's author, or no longer."""
    found = found_on(request, match_id, post_id)
    wanted = request.POST.get("verb", "")
    verb, on = "block" if wanted.endswith("block") else "mute", not wanted.startswith("un")
    words = "You do not see what they write any more." if on else "You see what they write again."
    asked = Asked(name=f"user.{verb}", fields={"actor": found.author, "on": on}, words=words)
    return _ask(request, found, asked)


def _ask(request: HttpRequest, found: Found, asked: Asked) -> HttpResponse:
    """Do what was asked and lead back; what is refused is said on the post's page, words kept."""
    here = reverse("post", args=[found.match, found.id])
    after = f"{way_back(request, here)}#post-{found.id}"
    if not actor_of(request):
        return sign_up(after)
    try:
        obey(request, asked.name, asked.fields)
    except RefusedError as fault:
        return post_page(
            request,
            found,
            refusal=refusal_words(told(fault)),
            text=asked.fields.get("text"),
            status=status_of(fault),
        )
    if asked.words:
        messages.success(request, asked.words)
    return redirect(after)
