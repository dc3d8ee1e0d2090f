"""From a request to the talk its page shows: the thread, who looks, what they were saying."""

from dataclasses import dataclass, replace
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from community.config import selectors as config
from community.core.types import JsonObject
from community.matches.instants import HEAD, Instant
from community.threads import selectors as threads
from community.users import selectors as users
from community.users.viewing import viewing_of
from community.web import drafts
from community.web.askers import actor_of
from community.web.presenters.match_centre import Card
from community.web.presenters.talk import Draft, Speaker, Talk, context_words
from community.web.presenters.thread import about_of, post_rows, quote_of

# What a page carries before any script: a screen some times over, and a light document. A row is
# most of what a page costs to make.
SERVED_MAX = 30
_BLANK = "blank"
_LABELS = {"off_topic": "Off topic", "other": "Something else"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The match a talk is about: its card, its state as shown, and at which offset."""

    card: Card
    state: JsonObject
    offset: int
    instant: Instant = HEAD


def talk_of(
    request: HttpRequest, match: Shown, state: JsonObject, *, draft: Draft | None = None
) -> Talk:
    """A thread's newest posts, and the draft of who looks: given, left behind, or asked for."""
    match_id = match.card.id
    as_of = viewing_of(request).as_of
    actor = actor_of(request)
    kept_away = users.aversions_of(actor) if actor else []
    unseen = {other for _, other in kept_away}
    rows = post_rows(
        state["posts"], match.state, match.card.names, without=unseen, newest=SERVED_MAX
    )
    blank = blank_talk(request, match)
    return replace(
        blank,
        rows=rows,
        given=threads.given_by(actor, [row.key for row in rows], as_of=as_of)
        if actor
        else frozenset(),
        count=state["count"],
        before=rows[0].n if (rows and rows[0].n > state["from"]) or _has_older(state) else 0,
        slow_ms=state["slow_ms"],
        slow_until=state.get("slow_until", 0),
        draft=_draft(request, match, state, given=draft),
        read=threads.read_until(match_id, actor) if actor else 0,
        muted=tuple(sorted(other for kind, other in kept_away if kind == "mute")),
        blocked=tuple(sorted(other for kind, other in kept_away if kind == "block")),
    )


def _draft(request: HttpRequest, match: Shown, state: JsonObject, *, given: Draft | None) -> Draft:
    """What who looks was about to say; nothing is said in the past."""
    if match.instant.placed:
        return Draft()
    return in_words(given or drafts.asked_for(request, match.card.id), match, state)


def _has_older(state: JsonObject) -> bool:
    return bool(state["count"] > len(state["posts"]))


def blank_talk(request: HttpRequest, match: Shown) -> Talk:
    """A talk without a post, for pages that bring their own."""
    policies, is_past = config.current(), match.instant.placed is not None
    return Talk(
        match=match.card.id,
        topic=f"thread.{match.card.id}",
        rows=[],
        given=frozenset(),
        count=0,
        before=0,
        slow_ms=0,
        slow_until=0,
        seen=match.offset,
        is_past=is_past,
        is_over=match.state["status"] == "ended",
        speaker=Speaker() if is_past else speaker_of(actor_of(request)),
        draft=Draft() if is_past else Draft(op=str(uuid4())),
        text_max=policies.threads.text_max,
        here=request.path,
        posts=_path_of("post", match.card.id),
        events=_path_of("event", match.card.id),
        reasons={key: label_of(key) for key in policies.moderation.report_reasons},
    )


def _path_of(name: str, match_id: str) -> str:
    """What the paths of a kind of page of a match begin with: a row asks for three."""
    return reverse(name, args=[match_id, _BLANK]).removesuffix(f"{_BLANK}/")


def label_of(reason: str) -> str:
    """A reason people may give, as a button says it."""
    return _LABELS.get(reason, reason.replace("_", " ").capitalize())


def speaker_of(actor: str) -> Speaker:
    """Who looks, as others will see them."""
    profile = users.profiles_of([actor]).get(actor) if actor else None
    if profile is None:
        return Speaker()
    return Speaker(actor=actor, name=profile.handle, hue=profile.hue, demo=profile.is_demo)


def in_words(draft: Draft, match: Shown, state: JsonObject) -> Draft:
    """A draft with what it speaks of and answers in words."""
    about = about_of({"event": draft.event}, match.state, match.card.names)
    context = context_words(about, quote_of(draft.reply, state["posts"]))
    return replace(draft, op=draft.op or str(uuid4()), context=context)
