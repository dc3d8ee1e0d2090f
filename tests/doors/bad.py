"""Bad input of every kind: the command it is sent as, and the one refusal it gets at every door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from community.core import clock
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.threads.services.opening import slow
from community.threads.services.posts import post_id_of
from community.threads.services.reactions import react
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from community.users.services.ties import block
from moderation.services import decisions, publish
from tests.doors.world import World


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A world, and the op that the door sends."""

    world: World
    op: UUID = field(default_factory=uuid4)

    @property
    def fan(self) -> str:
        """Who sends what is bad."""
        return self.world.actor("fan") or ""

    @property
    def other(self) -> str:
        """Somebody else."""
        return self.world.actor("other") or ""


Fields = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bad:
    """One bad input: what is sent after what was made ready, and how it is refused.

    says: what the page's form is answered, empty for what no form can send. code: of the refusal,
    over HTTP. wire: the socket's word for it; what is past its size, or no JSON, is no command
    there, and told as an error. by_hand: what is put into the JSON in place of what, since no
    encoder of ours writes it.
    """

    name: str
    code: str
    wire: str
    command: str = "thread.post"
    fields: Callable[[Scene], Fields]
    by_hand: tuple[bytes, bytes] | None = None
    says: str


def told(scene: Scene, text: str, *, by: str, op: UUID | None = None, **more: Any) -> str:
    """Write a post, as a door would; its id."""
    sent = Sent(op=op or uuid4())
    draft = Draft(match=scene.world.match, text=text, kind="comment", seen=2, **more)
    publish.post(draft=draft, by=by, sent=sent)
    return post_id_of(by, sent)


def said(text: str, **more: Any) -> Callable[[Scene], Fields]:
    """A post of a text."""
    return lambda scene: {"match": scene.world.match, "text": text, "seen": 2} | more


def blocked(scene: Scene) -> Fields:
    """A reply to who blocked the sender."""
    post = told(scene, "Good evening all", by=scene.other)
    block(actor=scene.other, other=scene.fan, on=True, sent=Sent(op=uuid4()))
    return said("And to you, a good one", reply=post)(scene)


def sanctioned(kind: StandingKind) -> Callable[[Scene], Fields]:
    """A post of somebody who may not speak."""

    def fields(scene: Scene) -> Fields:
        set_standing(
            actor=scene.fan,
            kind=kind,
            reason=StandingReason.SPAM,
            until=clock.now() + timedelta(days=1),
            by=scene.world.actor("operator"),
        )
        return said("Let me speak, will you")(scene)

    return fields


def others_post(scene: Scene) -> Fields:
    """An edit of what somebody else wrote."""
    return {"post": told(scene, "Good evening all", by=scene.other), "rev": 1, "text": "Mine now"}


def stale(scene: Scene) -> Fields:
    """An edit of what its author has written anew meanwhile."""
    post = told(scene, "Good evening all", by=scene.fan)
    publish.edit(post_id=post, rev=1, text="Good night all", by=scene.fan, sent=Sent(op=uuid4()))
    return {"post": post, "rev": 1, "text": "Good morning all"}


def repeated(scene: Scene) -> Fields:
    """The op of a post that was written, with another body."""
    told(scene, "One thing", by=scene.fan, op=scene.op)
    return said("Another thing")(scene)


def vote(post: str) -> Fields:
    """A vote for a post."""
    return {"post": post, "reaction": "up", "on": True}


def own_vote(scene: Scene) -> Fields:
    """A vote for what the sender wrote himself."""
    return vote(told(scene, "What a strike that was", by=scene.fan))


def vote_again(scene: Scene) -> Fields:
    """A vote that stands already."""
    fields = vote(told(scene, "What a strike that was", by=scene.other))
    react(post_id=fields["post"], reaction="up", on=True, by=scene.fan)
    return fields


def vote_for_hidden(scene: Scene) -> Fields:
    """A vote for a post that a moderator has hidden."""
    fields = vote(told(scene, "What a strike that was", by=scene.other))
    decisions.hide(post_id=fields["post"], by=scene.world.actor("operator") or "", reason="abuse")
    return fields


def vote_suspended(scene: Scene) -> Fields:
    """A vote of somebody who may do nothing."""
    sanctioned(StandingKind.SUSPENDED)(scene)
    return vote(told(scene, "What a strike that was", by=scene.other))


def too_soon(scene: Scene) -> Fields:
    """A second post within the gap of a thread's slow mode."""
    slow(match_id=scene.world.match, gap_ms=600_000, reason="heated", by=None, until=None)
    told(scene, "One while it is slow", by=scene.fan)
    return said("And another, at once")(scene)


BAD = [
    Bad(
        name="over-long",
        says="it is too long",
        code="screened",
        wire="invalid",
        fields=said("x" * 1_001),
    ),
    Bad(name="empty", says="it says nothing", code="screened", wire="invalid", fields=said("")),
    Bad(
        name="nothing to see",
        says="it says nothing",
        code="screened",
        wire="invalid",
        fields=said("\u200b \u2060"),
    ),
    Bad(
        name="control characters",
        says="letters that cannot be shown",
        code="screened",
        wire="invalid",
        fields=said("a\x1bb"),
    ),
    Bad(
        name="a null",
        says="letters that cannot be shown",
        code="screened",
        wire="invalid",
        fields=said("a\0b"),
    ),
    Bad(
        name="a lone surrogate",
        says="",
        code="malformed",
        wire="malformed",
        fields=said("a strike, SURROGATE"),
        by_hand=(b"SURROGATE", rb"\ud83d"),
    ),
    Bad(
        name="zalgo",
        says="letters that nobody can read",
        code="screened",
        wire="invalid",
        fields=said("Z" + "\u0335\u0321\u031b\u0300\u0301" * 4),
    ),
    Bad(
        name="300 mentions",
        says="mentions too many people",
        code="screened",
        wire="invalid",
        fields=said(" ".join(["@a"] * 300)),
    ),
    Bad(
        name="10,000 mentions",
        says="it is too long",
        code="too_large",
        wire="malformed",
        fields=said(" ".join(["@a"] * 10_000)),
    ),
    Bad(
        name="a bad anchor",
        says="no event of what was seen",
        code="bad_anchor",
        wire="invalid",
        fields=said("!!", event="event_0"),
    ),
    Bad(
        name="a future offset",
        says="the match has no such offset",
        code="bad_anchor",
        wire="invalid",
        fields=said("!!", seen=999),
    ),
    Bad(
        name="somebody else's post",
        says="Somebody else wrote it.",
        code="not_the_author",
        wire="forbidden",
        command="thread.edit",
        fields=others_post,
    ),
    Bad(
        name="a blocked author",
        says="You and this fan do not answer each other.",
        code="blocked",
        wire="forbidden",
        fields=blocked,
    ),
    Bad(
        name="a muted account",
        says="You are muted",
        code="standing",
        wire="forbidden",
        fields=sanctioned(StandingKind.MUTED),
    ),
    Bad(
        name="a suspended account",
        says="Your account is suspended",
        code="standing",
        wire="forbidden",
        fields=sanctioned(StandingKind.SUSPENDED),
    ),
    Bad(
        name="slow mode",
        says="This talk is in slow mode. You can go on in ",
        code="too_many",
        wire="too_many",
        fields=too_soon,
    ),
    Bad(
        name="a stale edit",
        says="It was changed since you saw it.",
        code="stale",
        wire="stale",
        command="thread.edit",
        fields=stale,
    ),
    Bad(
        name="a repeated op with another body",
        says="That was sent before, with other words.",
        code="operation_conflict",
        wire="conflict",
        fields=repeated,
    ),
    Bad(
        name="a vote for oneself",
        says="That is a post of your own.",
        code="own_post",
        wire="forbidden",
        command="thread.react",
        fields=own_vote,
    ),
    Bad(
        name="a vote given twice",
        says="You have given that already.",
        code="already_given",
        wire="conflict",
        command="thread.react",
        fields=vote_again,
    ),
    Bad(
        name="a vote for a hidden post",
        says="That post is gone.",
        code="gone_post",
        wire="conflict",
        command="thread.react",
        fields=vote_for_hidden,
    ),
    Bad(
        name="a vote while suspended",
        says="Your account is suspended",
        code="standing",
        wire="forbidden",
        command="thread.react",
        fields=vote_suspended,
    ),
]
