"""Write posts: of one thread, one or several at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db import transaction

from community.config import selectors as config
from community.core import clock, sql
from community.core.errors import (
    Fault,
    RefusedError,
    tried,
)
from community.core.ids import derived_id, random_id
from community.matches import moments, selectors as matches
from community.matches.moments import Told
from community.reputation import selectors as reputation
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Asked, Sent
from community.threads import ranking, sight
from community.threads.drafts import Draft
from community.threads.errors import (
    BadAnchorError,
    GonePostError,
    UnknownPostError,
)
from community.threads.facts import Anchor, Stage, ThreadPosted
from community.threads.models import Post
from community.threads.services import texts
from community.threads.services.opening import asked_of, opened, stream_of
from community.threads.services.texts import Written
from community.threads.verdicts import Verdict

# Every post passes here; new rows have the model's defaults.
_ENTER: Final = """\
WITH entered AS (
    SELECT * FROM unnest(
        %s::text[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::int[],
        %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bool[],
        %s::int[], %s::bytea[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
    ) AS row (
        id, n, author, kind, at, event, event_revision,
        "offset", stage, clock_ms, seen, reply_to, lang, is_proven,
        best, salt, digest, text, body, how, words
    )
), kept AS (
    INSERT INTO "threads_text" (post, rev, salt, digest, text, body, how, search, at)
    SELECT
        id, 1, salt, digest, text, body::jsonb, how::jsonb, to_tsvector('simple', words), %s
    FROM entered
)
INSERT INTO "threads_post" (
    id, match, n, author, kind, at, event, event_revision, "offset", stage, clock_ms, seen,
    reply_to, lang, is_proven, best, rev, visibility, reason, up, down, reactions
) SELECT
    id, %s, n, author, kind, at, event, event_revision, "offset", stage, clock_ms, seen,
    reply_to, lang, is_proven, best, 1, 'shown', '', 0, 0, '{}'
FROM entered"""
_STAGES: Mapping[int, Stage] = {1: "1H", 2: "2H", 3: "ET1", 4: "ET2", 5: "PEN"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Wanted:
    """A post to be: what it says, who says it, and how it was sent."""

    draft: Draft
    by: str
    sent: Sent = UNNAMED

    @cached_property
    def asked(self) -> Asked | None:
        """The operation it is; None when nobody named one."""
        return asked_of("thread.post", self.draft.fields(), by=self.by, sent=self.sent)


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A post that nothing stands against: what is left is to write it."""

    wanted: Wanted
    written: Written
    fact: Fact
    anchor: Anchor
    is_proven: bool

    def columns(self, n: int) -> tuple[object, ...]:
        """As it lies in the tables, at its place in the thread."""
        draft, fact, anchor = self.wanted.draft, self.fact, self.anchor
        return (
            *(fact.id, n, fact.by, draft.kind, clock.from_ms(fact.at)),
            *(anchor.event or "", anchor.revision or 0, anchor.offset, anchor.period),
            *(anchor.clock_ms, draft.seen, draft.reply or "", draft.lang or "", self.is_proven),
            *(ranking.best(0, 0, is_proven=self.is_proven), *self.written.columns()),
        )


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What was looked up for all: (author, visibility) of posts by id, actors by handle."""

    told: Told
    posts: Mapping[str, tuple[str, str]]
    actors: Mapping[str, str]


def post_id_of(by: str, sent: Sent) -> str:
    """The id of the post that an operation writes: the same however often it is sent."""
    return derived_id("post", by, str(sent.op)) if sent.op else random_id("post")


def posted_before(wanted: Wanted) -> Appended | None:
    """Where a draft was posted under its op; None when it was not. Holds the op.

    For those who judge a text first: what was done is answered, not judged again.
    Raises OperationConflictError.
    """
    before = streams.answered(wanted.asked)
    if before is not None:
        post_id = post_id_of(wanted.by, wanted.sent)
        texts.refuse_other(post_id, 1, wanted.draft.text, sent=wanted.sent)
    return before


@transaction.atomic
def create_post(*, draft: Draft, by: str, verdict: Verdict, sent: Sent = UNNAMED) -> Appended:
    """Write a post; the same op and body give the same answer.

    Holds the op, locks the thread's stream. Raises OperationConflictError, UnknownMatchError,
    InvalidError, UnfitTextError, BadAnchorError, UnknownPostError, GonePostError, BlockedError.
    """
    wanted = Wanted(draft=draft, by=by, sent=sent)
    if (before := posted_before(wanted)) is not None:
        return before
    matches.competition_of(draft.match)
    [ready] = ready_posts([(wanted, verdict)])
    if isinstance(ready, RefusedError):
        raise ready
    [appended] = write_posts([ready], opening=opened(draft.match))
    return appended


def ready_posts(judged: Sequence[tuple[Wanted, Verdict]]) -> list[Ready | RefusedError]:
    """Read posts of one match that is known, each with its verdict: fit to be written, or refused.

    Their callers hold their ops and found them new. Refused as by create_post.
    """
    policy = config.current().threads
    drafts = [wanted.draft for wanted, _ in judged]
    known = _Known(
        told=moments.told(drafts[0].match),
        posts=_posts({post_id for draft in drafts for post_id in draft.spoken_of}, drafts[0].match),
        actors=texts.actors_in((draft.text for draft in drafts), policy),
    )
    return [tried(_ready, wanted, verdict, known) for wanted, verdict in judged]


def _ready(wanted: Wanted, verdict: Verdict, known: _Known) -> Ready:
    draft, by, sent = wanted.draft, wanted.by, wanted.sent
    assert verdict.outcome != "refuse", "what is refused does not come here"
    assert verdict.speaks_of(draft.text), "the verdict is on another text"
    policy = config.current().threads
    draft.refuse_unsound(policy)
    sight.refuse_future(draft.match, seen=draft.seen, as_of=sent.as_of)
    sight.refuse_unseen(draft.spoken_of, by=by, as_of=sent.as_of)
    anchor = _anchor(draft, known.told)
    to = _answered_author(draft, known.posts)
    written = Written(
        marked=texts.marked(draft.text, policy, by=by, to=to, actors=known.actors),
        verdict=verdict,
        how=draft.how.told(digest=verdict.digest) if draft.how else None,
    )
    return Ready(
        wanted=wanted,
        written=written,
        fact=_posted(wanted, anchor, written),
        anchor=anchor,
        is_proven=draft.kind == "insight" and reputation.is_proven(by),
    )


def write_posts(ready: Sequence[Ready], *, opening: Sequence[Fact]) -> list[Appended]:
    """Write posts of one thread in their order, in one batch; belongs to their transaction.

    opening: what `opened` said. Locks the thread's stream.
    """
    for each in ready:
        assert each.written.verdict.outcome == "allow", "only what is allowed is said"
    match = ready[0].wanted.draft.match
    appended = streams.append_each(
        stream_of(match),
        [
            ([*(opening if each is ready[0] else []), each.fact], each.wanted.asked)
            for each in ready
        ],
    )
    rows = (each.columns(stands.last) for each, stands in zip(ready, appended, strict=True))
    sql.run(_ENTER, *map(list, zip(*rows, strict=True)), clock.now(), match)
    return appended


def _anchor(draft: Draft, told: Told) -> Anchor:
    """The moment a draft speaks of, as its author had seen the match."""
    seen = told.moment(draft.seen)
    if seen is None:
        raise BadAnchorError(Fault(pointer="/seen", detail="the match has no such offset"))
    period, clock_ms = seen.clock or (0, 0)
    stage: Stage = _STAGES.get(period, "PRE")
    if draft.event is None:
        return Anchor(offset=draft.seen, period=stage, clock_ms=clock_ms)
    event = told.event(draft.event, seen=draft.seen)
    if event is None:
        raise BadAnchorError(Fault(pointer="/event", detail="no event of what was seen"))
    return Anchor(
        event=draft.event,
        revision=event.revision,
        offset=event.offset,
        period=stage,
        clock_ms=clock_ms,
    )


def _posts(post_ids: Collection[str], match: str) -> dict[str, tuple[str, str]]:
    """(author, visibility) by id of what some posts speak of, where it is of their match."""
    if not post_ids:
        return {}
    rows = Post.objects.filter(pk__in=post_ids, match=match)
    found = rows.values_list("pk", "author", "visibility")
    return {post_id: (author, visibility) for post_id, author, visibility in found}


def _answered_author(draft: Draft, posts: Mapping[str, tuple[str, str]]) -> str | None:
    """Who wrote what a draft replies to; the posts it is drawn from are there too."""
    for post_id in sorted(draft.spoken_of):
        if post_id not in posts:
            raise UnknownPostError(post=post_id)
        if posts[post_id][1] != Post.Visibility.SHOWN:
            raise GonePostError(post=post_id)
    return posts[draft.reply][0] if draft.reply else None


def _posted(wanted: Wanted, anchor: Anchor, written: Written) -> Fact:
    draft, sent = wanted.draft, wanted.sent
    return Fact(
        type="thread.posted",
        v=1,
        id=post_id_of(wanted.by, sent),
        at=clock.now_ms(),
        by=wanted.by,
        op=str(sent.op) if sent.op else None,
        data=ThreadPosted(
            kind=draft.kind,
            anchor=anchor,
            seen=draft.seen,
            reply=draft.reply,
            mentions=written.marked.mentions,
            lang=draft.lang,
            bytes=written.bytes,
            digest=written.verdict.digest,
            source=draft.how.source if draft.how else None,
        ),
    )
