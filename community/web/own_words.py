"""What somebody said, gave, read and reported, as the file they take away tells it.

Each list is the newest LISTED_MAX of its kind; nothing in it says who moderated, reported or voted.
"""

from datetime import datetime
from typing import Final

import msgspec

from community.core import clock
from community.core.types import SAFE_INTEGER_MAX, JsonObject
from community.notices.selectors import notices_before
from community.streams import selectors as streams
from community.threads import own as threads
from community.threads.own import Written
from moderation import own as moderation
from moderation.models import Decision, Held, Verdict

# A post a minute, eighty hours long: some 20 MB of file at the worst, and a second of work.
LISTED_MAX: Final = 5_000
_FACTS_AT_ONCE: Final = 500


def own_words(actor: str, *, as_of: datetime) -> JsonObject:
    """Lists by their name; those that had more than the file holds are named in `left_off`."""
    lists: dict[str, list[JsonObject]] = {
        "posts": [_post(row) for row in threads.written_by(actor, limit=LISTED_MAX + 1)],
        "reactions": [
            {
                "post": row.post_id,
                "reaction": row.reaction,
                "at": clock.to_ms(row.at),
                "until": clock.to_ms(row.until) if row.until else None,
            }
            for row in threads.reactions_of(actor, limit=LISTED_MAX + 1)
        ],
        "read": [
            {"match": row.match, "until": row.until, "at": clock.to_ms(row.at)}
            for row in threads.marks_of(actor, limit=LISTED_MAX + 1)
        ],
        "notices": [
            {"notice": notice, **msgspec.to_builtins(told)}
            for notice, told in notices_before(
                actor, n=SAFE_INTEGER_MAX, limit=LISTED_MAX + 1, as_of=as_of
            )
        ],
        "verdicts": [_verdict(row) for row in moderation.verdicts_of(actor, limit=LISTED_MAX + 1)],
        "held": [_held(row) for row in moderation.held_of(actor, limit=LISTED_MAX + 1)],
        "decisions": [
            _decision(row) for row in moderation.decisions_on(actor, limit=LISTED_MAX + 1)
        ],
        "reports": [
            {
                "post": row.post,
                "match": row.match,
                "reason": row.reason,
                "note": row.note,
                "state": row.state,
                "at": clock.to_ms(row.at),
            }
            for row in moderation.reports_by(actor, limit=LISTED_MAX + 1)
        ],
        "facts": _facts(actor, as_of=as_of),
    }
    return {
        **{name: rows[:LISTED_MAX] for name, rows in lists.items()},
        "listed_max": LISTED_MAX,
        "left_off": sorted(name for name, rows in lists.items() if len(rows) > LISTED_MAX),
    }


def _post(row: Written) -> JsonObject:
    post = row.post
    return {
        "post": post.pk,
        "match": post.match,
        "n": post.n,
        "kind": post.kind,
        "at": clock.to_ms(post.at),
        "event": post.event or None,
        "offset": post.offset,
        "seen": post.seen,
        "reply_to": post.reply_to or None,
        "lang": post.lang or None,
        "visibility": post.visibility,
        "reason": post.reason or None,
        "revisions": [
            {"rev": said.rev, "at": clock.to_ms(said.at), "text": said.text, "how": said.how}
            for said in row.revisions
        ],
    }


def _verdict(row: Verdict) -> JsonObject:
    """What a machine made of a text; its digest joins nothing for who has the text itself."""
    return {
        "kind": row.kind,
        "match": row.match or None,
        "outcome": row.outcome,
        "rule": row.rule,
        "version": row.version,
        "score": row.score,
        "threshold": row.threshold,
        "reasons": row.reasons,
        "policy": row.policy,
        "at": clock.to_ms(row.at),
    }


def _held(row: Held) -> JsonObject:
    return {
        "match": row.match,
        "post": row.post or None,
        "draft": row.draft,
        "state": row.state,
        "at": clock.to_ms(row.at),
    }


def _decision(row: Decision) -> JsonObject:
    """What was decided, and why; not by whom."""
    return {
        "kind": row.kind,
        "about": row.about,
        "reason": row.reason,
        "standing": row.standing or None,
        "until": clock.to_ms(row.until) if row.until else None,
        "at": clock.to_ms(row.at),
    }


def _facts(actor: str, *, as_of: datetime) -> list[JsonObject]:
    """The log's own words on a user, the newest first; who else did it is not told."""
    stream = f"user.{actor}"
    head = streams.heads([stream], as_of=as_of).get(stream)
    after = max(0, head.offset - LISTED_MAX - 1) if head else 0
    facts: list[JsonObject] = []
    while found := streams.facts_after(stream, after=after, limit=_FACTS_AT_ONCE, as_of=as_of):
        facts += [{"offset": offset, **msgspec.to_builtins(fact)} for offset, fact in found]
        after = found[-1][0]
    for fact in facts:
        if fact.get("by") != actor:
            fact.pop("by", None)
        # An award's cause is a vote, on the stream of whoever gave it.
        caused_on = (fact.get("cause") or {}).get("stream", stream)
        if caused_on.startswith("user.") and caused_on != stream:
            del fact["cause"]
    return facts[::-1]
