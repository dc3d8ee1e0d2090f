"""Write a post, write it anew, take it back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from community.config import selectors as config
from community.config.threads import ThreadsPolicy
from community.core import canonical, clock, sql
from community.core.errors import (
    Fault,
    InvalidError,
    OperationConflictError,
    StaleError,
)
from community.core.ids import derived_id, random_id
from community.core.types import JsonObject
from community.matches import moments
from community.reputation import selectors as reputation
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.threads import body, markup, ranking, sight
from community.threads.drafts import Draft
from community.threads.errors import (
    BadAnchorError,
    BlockedError,
    GonePostError,
    NotTheAuthorError,
    UnknownPostError,
)
from community.threads.facts import Anchor, Stage, ThreadDeleted, ThreadEdited, ThreadPosted
from community.threads.markup import Marked
from community.threads.models import Post, Text
from community.threads.services.opening import asked_of, fact_of, opened, stream_of
from community.threads.verdicts import Verdict
from community.users import selectors as users

# Every post passes here; new rows have the model's defaults.
_KEEP: Final = """\
INSERT INTO "threads_text" (post, rev, salt, digest, text, body, how, search, at)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, to_tsvector('simple', %s), %s)"""
_POST: Final = """
)
INSERT INTO "threads_post" (
    id, match, n, author, kind, at, event, event_revision, "offset", stage, clock_ms, seen,
    reply_to, lang, is_proven, best, rev, visibility, reason, up, down, reactions
) VALUES (
    %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 'shown', '', 0, 0, '{}'
)"""
_KEPT: Final = "WITH kept AS (\n"
_ENTER: Final = _KEPT + _KEEP + _POST
_STAGES: Mapping[int, Stage] = {1: "1H", 2: "2H", 3: "ET1", 4: "ET2", 5: "PEN"}


@dataclass(frozen=True, kw_only=True)
class _Written:
    """A text read and judged: what of it is kept, and the digest it is known by."""

    marked: Marked
    verdict: Verdict
    how: JsonObject | None

    @property
    def bytes(self) -> int:
        """What it takes on the wire at most."""
        return self.marked.bytes + (len(canonical.dumps({"how": self.how})) if self.how else 0)


def post_id_of(by: str, sent: Sent) -> str:
    """The id of the post that an operation writes: the same however often it is sent."""
    return derived_id("post", by, str(sent.op)) if sent.op else random_id("post")


def posted_before(*, draft: Draft, by: str, sent: Sent) -> Appended | None:
    """Where a draft was posted under its op; None when it was not. Holds the op.

    For those who judge a text first: what was done is answered, not judged again.
    Raises OperationConflictError.
    """
    asked = asked_of("thread.post", draft.fields(), by=by, sent=sent)
    before = streams.answered(asked)
    if before is not None:
        _refuse_other_text(post_id_of(by, sent), 1, draft.text, sent=sent)
    return before


@transaction.atomic
def create_post(*, draft: Draft, by: str, verdict: Verdict, sent: Sent = UNNAMED) -> Appended:
    """Write a post; the same op and body give the same answer.

    Holds the op, locks the thread's stream. Raises OperationConflictError, UnknownMatchError,
    InvalidError, UnfitTextError, BadAnchorError, UnknownPostError, GonePostError, BlockedError.
    """
    if (before := posted_before(draft=draft, by=by, sent=sent)) is not None:
        return before
    return write_post(draft=draft, by=by, verdict=verdict, sent=sent)


def write_post(*, draft: Draft, by: str, verdict: Verdict, sent: Sent) -> Appended:
    """Write a post whose op its caller holds and found new; belongs to his transaction.

    Locks and raises as create_post, but for OperationConflictError.
    """
    assert verdict.outcome == "allow", "what is not allowed does not come here"
    assert verdict.speaks_of(draft.text), "the verdict is on another text"
    policy = config.current().threads
    draft.refuse_unsound(policy)
    sight.refuse_future(draft.match, seen=draft.seen, as_of=sent.as_of)
    sight.refuse_unseen(draft.spoken_of, by=by, as_of=sent.as_of)
    opening = opened(draft.match)
    anchor = _anchor(draft)
    how = draft.how.told(digest=verdict.digest) if draft.how else None
    written = _Written(
        marked=_marked(draft.text, policy, by=by, to=_answered_author(draft)),
        verdict=verdict,
        how=how,
    )
    post_id = post_id_of(by, sent)
    fact = _posted(draft, anchor, written, by=by, sent=sent, post_id=post_id)
    is_proven = draft.kind == "insight" and reputation.is_proven(by)
    appended = streams.append(
        stream_of(draft.match),
        [*opening, fact],
        asked=asked_of("thread.post", draft.fields(), by=by, sent=sent),
    )
    _enter(fact, draft, anchor=anchor, written=written, n=appended.last, is_proven=is_proven)
    return appended


def _anchor(draft: Draft) -> Anchor:
    """The moment a draft speaks of, as its author had seen the match."""
    seen = moments.moment(draft.match, offset=draft.seen)
    if seen is None:
        raise BadAnchorError(Fault(pointer="/seen", detail="the match has no such offset"))
    period, clock_ms = seen.clock or (0, 0)
    stage: Stage = _STAGES.get(period, "PRE")
    if draft.event is None:
        return Anchor(offset=draft.seen, period=stage, clock_ms=clock_ms)
    event = moments.told_event(draft.match, draft.event, seen=draft.seen)
    if event is None:
        raise BadAnchorError(Fault(pointer="/event", detail="no event of what was seen"))
    return Anchor(
        event=draft.event,
        revision=event.revision,
        offset=event.offset,
        period=stage,
        clock_ms=clock_ms,
    )


def _answered_author(draft: Draft) -> str | None:
    """Who wrote what a draft replies to; the posts it is drawn from are there too."""
    if not (wanted := draft.spoken_of):
        return None
    found = {
        post_id: (author, visibility)
        for post_id, author, visibility in Post.objects.filter(
            pk__in=wanted, match=draft.match
        ).values_list("pk", "author", "visibility")
    }
    for post_id in sorted(wanted):
        if post_id not in found:
            raise UnknownPostError(post=post_id)
        if found[post_id][1] != Post.Visibility.SHOWN:
            raise GonePostError(post=post_id)
    return found[draft.reply][0] if draft.reply else None


def _marked(text: str, policy: ThreadsPolicy, *, by: str, to: str | None) -> Marked:
    """Read a text, its mentions resolved; nobody speaks to who blocked him, or whom he did."""
    handles = markup.handles_in(text)
    # Past the limit the text is refused, whoever they are: nobody is looked up.
    within = handles if len(handles) <= policy.mentions_max else []
    marked = markup.read(text, policy=policy, actors=users.actors_of(within) if within else {})
    addressed = {*marked.mentions, *([to] if to else [])} - {by}
    if addressed and users.blockers_among(by, addressed):
        raise BlockedError
    return marked


def _posted(
    draft: Draft, anchor: Anchor, written: _Written, *, by: str, sent: Sent, post_id: str
) -> Fact:
    return Fact(
        type="thread.posted",
        v=1,
        id=post_id,
        at=clock.now_ms(),
        by=by,
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


def _keep(post_id: str, rev: int, written: _Written) -> None:
    """Keep a revision's words, and the words by which it is found."""
    sql.run(_KEEP, *_words(post_id, rev, written))


def _words(post_id: str, rev: int, written: _Written) -> tuple[object, ...]:
    marked, verdict = written.marked, written.verdict
    return (
        *(post_id, rev, verdict.salt, verdict.digest, marked.text),
        canonical.dumps(marked.body).decode(),
        canonical.dumps(written.how).decode() if written.how else None,
        "\n".join(body.texts(marked.body)),
        clock.now(),
    )


def _enter(
    fact: Fact, draft: Draft, *, anchor: Anchor, written: _Written, n: int, is_proven: bool
) -> None:
    """Enter a post and keep its words, in one statement."""
    sql.run(
        _ENTER,
        *_words(fact.id, 1, written),
        *(fact.id, draft.match, n, fact.by, draft.kind, clock.from_ms(fact.at)),
        *(anchor.event or "", anchor.revision or 0, anchor.offset, anchor.period, anchor.clock_ms),
        *(draft.seen, draft.reply or "", draft.lang or ""),
        *(is_proven, ranking.best(0, 0, is_proven=is_proven)),
    )


@transaction.atomic
def edit_post(
    *, post_id: str, rev: int, text: str, by: str, verdict: Verdict, sent: Sent = UNNAMED
) -> Appended:
    """Write one's post anew; rev is the revision its author saw.

    Holds the op, locks the post, then the thread's stream. Raises OperationConflictError,
    UnknownPostError, NotTheAuthorError, GonePostError, StaleError, InvalidError, UnfitTextError,
    BlockedError.
    """
    if (before := edited_before(post_id=post_id, rev=rev, text=text, by=by, sent=sent)) is not None:
        return before
    assert verdict.outcome == "allow", "what is not allowed does not come here"
    assert verdict.speaks_of(text), "the verdict is on another text"
    policy = config.current().threads
    sight.refuse_unseen([post_id], by=by, as_of=sent.as_of)
    row = own_post(post_id, by=by)
    if rev != row.rev:
        raise StaleError(current={"post": post_id, "rev": row.rev})
    if rev >= policy.revisions_max:
        fault = f"written {policy.revisions_max} times already"
        raise InvalidError(Fault(pointer="/rev", detail=fault))
    to = Post.objects.filter(pk=row.reply_to).values_list("author", flat=True).first()
    how = Text.objects.filter(post=post_id, rev=rev).values_list("how", flat=True).first()
    written = _Written(
        marked=_marked(text, policy, by=by, to=to),
        verdict=verdict,
        how={**how, "digest": verdict.digest} if how else None,
    )
    row.rev += 1
    row.save(update_fields=["rev"])
    _keep(post_id, row.rev, written)
    told = ThreadEdited(
        post=post_id,
        revision=row.rev,
        bytes=written.bytes,
        digest=verdict.digest,
        mentions=written.marked.mentions,
    )
    return streams.append(
        stream_of(row.match),
        [fact_of(told, "thread.edited", by=by, sent=sent)],
        asked=asked_of("thread.edit", {"post": post_id, "rev": rev}, by=by, sent=sent),
    )


def edited_before(*, post_id: str, rev: int, text: str, by: str, sent: Sent) -> Appended | None:
    """Where an edit was told under its op; None when it was not. As `posted_before`."""
    asked = asked_of("thread.edit", {"post": post_id, "rev": rev}, by=by, sent=sent)
    before = streams.answered(asked)
    if before is not None:
        _refuse_other_text(post_id, rev + 1, text, sent=sent)
    return before


def own_post(post_id: str, *, by: str) -> Post:
    """Lock one's own post that is seen.

    Raises UnknownPostError, NotTheAuthorError, GonePostError.
    """
    row = Post.objects.select_for_update(no_key=True).filter(pk=post_id).first()
    if row is None:
        raise UnknownPostError(post=post_id)
    if row.author != by:
        raise NotTheAuthorError(post=post_id)
    if row.visibility != Post.Visibility.SHOWN:
        raise GonePostError(post=post_id)
    return row


@transaction.atomic
def delete_post(*, post_id: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Take one's post back, for good; nobody but moderators reads its words again.

    Holds the op, locks the post, then the thread's stream. Raises OperationConflictError,
    UnknownPostError, NotTheAuthorError, GonePostError.
    """
    asked = asked_of("thread.delete", {"post": post_id}, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    sight.refuse_unseen([post_id], by=by, as_of=sent.as_of)
    row = own_post(post_id, by=by)
    row.visibility = Post.Visibility.DELETED
    row.save(update_fields=["visibility"])
    told = ThreadDeleted(post=post_id)
    fact = fact_of(told, "thread.deleted", by=by, sent=sent)
    return streams.append(stream_of(row.match), [fact], asked=asked)


def _refuse_other_text(post_id: str, rev: int, text: str, *, sent: Sent) -> None:
    """Refuse an op that comes again with other words; once they are erased, nobody can tell."""
    kept = Text.objects.filter(post=post_id, rev=rev).first()
    if kept is None:
        return
    if not _is_digest(text, bytes(kept.salt), kept.digest):
        raise OperationConflictError(op=str(sent.op), field="text")


def _is_digest(text: str, salt: bytes, digest: str) -> bool:
    return hashlib.sha256(salt + text.encode(errors="surrogatepass")).hexdigest() == digest
