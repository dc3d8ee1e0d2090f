"""One's own post, written anew or taken back."""

from dataclasses import dataclass

from django.db import transaction

from community.config import selectors as config
from community.core.errors import Fault, InvalidError, StaleError
from community.streams import services as streams
from community.streams.facts import Appended
from community.streams.operations import UNNAMED, Asked, Sent
from community.threads import sight
from community.threads.errors import GonePostError, NotTheAuthorError, UnknownPostError
from community.threads.facts import ThreadDeleted, ThreadEdited
from community.threads.models import Post, Text
from community.threads.services import texts
from community.threads.services.opening import asked_of, fact_of, stream_of
from community.threads.services.texts import Written
from community.threads.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A post to be written anew: by its author, who saw revision rev, and how it was sent."""

    post: str
    rev: int
    text: str
    by: str
    sent: Sent = UNNAMED


@dataclass(frozen=True, kw_only=True)
class ReadyEdit:
    """An edit that nothing stands against: what is left is to write it; its post is locked."""

    edit: Edit
    row: Post
    written: Written


@transaction.atomic
def edit_post(edit: Edit, *, verdict: Verdict) -> Appended:
    """Write one's post anew; the same op and body give the same answer.

    Holds the op, locks the post, then the thread's stream. Raises OperationConflictError,
    UnknownPostError, NotTheAuthorError, GonePostError, StaleError, InvalidError, UnfitTextError,
    BlockedError.
    """
    before = edited_before(edit)
    return write_edit(ready_edit(edit, verdict=verdict)) if before is None else before


def edited_before(edit: Edit) -> Appended | None:
    """Where an edit was told under its op; None when it was not. As `posted_before`."""
    before = streams.answered(_asked(edit))
    if before is not None:
        texts.refuse_other(edit.post, edit.rev + 1, edit.text, sent=edit.sent)
    return before


def ready_edit(edit: Edit, *, verdict: Verdict) -> ReadyEdit:
    """Read an edit with its verdict: fit to be written. Locks the post.

    Its caller holds the op and found it new. Raises as edit_post.
    """
    assert verdict.outcome != "refuse", "what is refused does not come here"
    assert verdict.speaks_of(edit.text), "the verdict is on another text"
    revisions_max = config.current().threads.revisions_max
    sight.refuse_unseen([edit.post], by=edit.by, as_of=edit.sent.as_of)
    row = _own_post(edit.post, by=edit.by)
    if edit.rev != row.rev:
        raise StaleError(current={"post": edit.post, "rev": row.rev})
    if edit.rev >= revisions_max:
        fault = f"written {revisions_max} times already"
        raise InvalidError(Fault(pointer="/rev", detail=fault))
    return ReadyEdit(edit=edit, row=row, written=_written(edit, row, verdict))


def write_edit(ready: ReadyEdit) -> Appended:
    """Write an edit; belongs to the transaction it became ready in. Locks the thread's stream."""
    edit, row, written = ready.edit, ready.row, ready.written
    assert written.verdict.outcome == "allow", "only what is allowed is said"
    row.rev += 1
    row.save(update_fields=["rev"])
    texts.keep(edit.post, row.rev, written)
    told = ThreadEdited(
        post=edit.post,
        revision=row.rev,
        bytes=written.bytes,
        digest=written.verdict.digest,
        mentions=written.marked.mentions,
    )
    fact = fact_of(told, "thread.edited", by=edit.by, sent=edit.sent)
    return streams.append(stream_of(row.match), [fact], asked=_asked(edit))


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
    row = _own_post(post_id, by=by)
    row.visibility = Post.Visibility.DELETED
    row.save(update_fields=["visibility"])
    told = ThreadDeleted(post=post_id)
    fact = fact_of(told, "thread.deleted", by=by, sent=sent)
    return streams.append(stream_of(row.match), [fact], asked=asked)


def _asked(edit: Edit) -> Asked | None:
    fields = {"post": edit.post, "rev": edit.rev}
    return asked_of("thread.edit", fields, by=edit.by, sent=edit.sent)


def _own_post(post_id: str, *, by: str) -> Post:
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


def _written(edit: Edit, row: Post, verdict: Verdict) -> Written:
    """An edit as it will lie beside the log; how its author knows stays as it was told."""
    policy = config.current().threads
    to = Post.objects.filter(pk=row.reply_to).values_list("author", flat=True).first()
    last = Text.objects.filter(post=edit.post, rev=edit.rev)
    how = last.values_list("how", flat=True).first()
    actors = texts.actors_in([edit.text], policy)
    return Written(
        marked=texts.marked(edit.text, policy, by=edit.by, to=to, actors=actors),
        verdict=verdict,
        how={**how, "digest": verdict.digest} if how else None,
    )
