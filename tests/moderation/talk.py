"""Speak on a thread as people do: by the service that doors call."""

from uuid import uuid4

from community.config import selectors as config
from community.streams import selectors as log
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.threads.models import Post
from moderation.models import Verdict
from moderation.services import publish
from tests.config.policies import apply_changed


def draft(stand, text="What a strike, never saw it coming", **changes):
    told = {"match": stand.match, "text": text, "kind": "comment", "seen": 2} | changes
    return Draft(**told)


def say(stand, text="What a strike, never saw it coming", *, by="", delay_s=0, **changes):
    """Write a post, so far behind live; where it stands."""
    sent = Sent(op=changes.pop("op", None) or uuid4(), as_of=log.as_of(delay_s))
    return publish.post(draft=draft(stand, text, **changes), by=by or stand.fan, sent=sent)


def said(stand, text="What a strike, never saw it coming", **told):
    """The id of a post that was written."""
    appended = say(stand, text, **told)
    return Post.objects.get(match=stand.match, n=appended.last).pk


def in_force(name, **numbers):
    """Put a changed policy in force, here and now."""
    apply_changed(name, **numbers)
    config.refresh()


def facts(stream):
    """(type, data) of every fact of a stream."""
    return [(fact.type, fact.data) for _, fact in log.facts_after(stream, after=0, limit=200)]


def types(stream):
    return [fact_type for fact_type, _ in facts(stream)]


def verdicts():
    """(kind, outcome, rule) of every verdict, the eldest first."""
    return list(Verdict.objects.order_by("at").values_list("kind", "outcome", "rule"))
