"""Posts written through the services, as a door would have them written."""

import hashlib
import secrets
from uuid import uuid4

from community.matches.facts import MatchGoal, MatchKickedOff, MatchPass
from community.matches.services.schedule import schedule_sheet
from community.streams import selectors as streams
from community.streams.operations import Sent
from community.threads.drafts import Draft, Sources
from community.threads.overlays import overlays_of
from community.threads.services.edits import Edit, edit_post
from community.threads.services.posts import create_post
from community.threads.verdicts import Verdict
from tests.matches.factories import KICKOFF_AT, told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append

GOAL = "event_0000000000000000000000aa"
# How the author of an insight may say he knows.
OWN = Sources(source="own", links=("https://x.y/z",))


def begun_fixture():
    """A match 12 minutes in: offset 1 sets it down, 2 kicks it off, 3 is a goal, 4 a pass."""
    scheduled = schedule_sheet(sheet(), provider="provider")
    append(
        scheduled.stream,
        [
            told(MatchKickedOff(), at=KICKOFF_AT),
            told(MatchGoal(period=1, clock_ms=600_000, side="home"), id=GOAL),
            told(MatchPass(period=1, clock_ms=720_000, side="home")),
        ],
    )
    return scheduled


def verdict(text, outcome="allow"):
    """A verdict on a text, as screening would give it."""
    salt = secrets.token_bytes(32)
    return Verdict(
        id="verdict_1",
        rule="none",
        version=1,
        score=0,
        threshold=100,
        salt=salt,
        digest=hashlib.sha256(salt + text.encode()).hexdigest(),
        took_us=1,
        outcome=outcome,
    )


def sent():
    """An operation of its own."""
    return Sent(op=uuid4())


def draft(match, text="What a start!", **changes):
    return Draft(**{"match": match, "text": text, "kind": "comment", "seen": 4, **changes})


def say(by, match, text="What a start!", *, op=None, **changes):
    """Write a post; where its fact stands."""
    return create_post(
        draft=draft(match, text, **changes), by=by, verdict=verdict(text), sent=op or sent()
    )


def said(by, match, text="What a start!", **changes):
    """Write a post; its id."""
    stood = say(by, match, text, **changes)
    [(_, fact)] = streams.facts_after(f"thread.{match}", after=stood.last - 1, limit=1)
    return fact.id


def rewrite(by, post_id, text, *, rev=1, op=None):
    edit = Edit(post=post_id, rev=rev, text=text, by=by, sent=op or sent())
    return edit_post(edit, verdict=verdict(text))


def facts(match):
    """Every fact of a match's thread."""
    found = streams.facts_after(f"thread.{match}", after=0, limit=10_000)
    return [fact for _, fact in found]


def state_of(match):
    """A thread's public state as its topic shows it live."""
    folded = streams.folded(f"thread.{match}", as_of=streams.LIVE)
    return folded.project(overlays_of(folded.overlays()))


def types(match):
    return [fact.type for fact in facts(match)]
