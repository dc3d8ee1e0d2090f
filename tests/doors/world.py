"""A world with somebody of every role in it, and something behind every way in."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType

from community.config import selectors as policies, services as config
from community.console.site import console
from community.matches.models import Fixture
from community.streams import selectors as streams
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.threads.services.posts import post_id_of
from community.users.models import User
from community.users.services.roles import set_competitions
from moderation.errors import HeldError
from moderation.services import decisions, publish
from tests.config.policies import changed
from tests.feeds.provider import Provider, bare
from tests.users.factories import someone

LIVELY = {"new_for_s": 0, "burst": 100, "author_per_minute": 100}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
NOUN = re.compile(r"^/admin/community/(\w+)/<path:object_id>")


@dataclass(frozen=True, kw_only=True)
class World:
    """People by role, None for nobody signed in; and a match with a goal, told by a provider.

    The moderator `here` has the match's competition, `elsewhere` another one.
    """

    people: dict[str, User | None]
    provider: Provider
    goal: str
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def match(self) -> str:
        """The match's id."""
        return self.provider.match

    def path(self, pattern: str) -> str:
        """A pattern's path to something that is there."""
        row = NOUN.match(pattern)
        told = self.arguments | ({"object_id": row_of(row[1])} if row else {})
        return ARGUMENT.sub(lambda found: told[found[1] or found[2]], pattern)

    def actor(self, role: str) -> str | None:
        """The actor id of a role; None of nobody."""
        user = self.people[role]
        return user.actor_id if user else None


def made() -> World:
    """A world of its own: other names, another match."""
    mark = secrets.token_hex(4)
    people = {
        "anonymous": None,
        "fan": someone("fan", name=f"fan_{mark}"),
        "other": someone("fan", name=f"other_{mark}"),
        "elsewhere": someone("moderator", name=f"elsewhere_{mark}"),
        "here": someone("moderator", name=f"here_{mark}"),
        "manager": someone("product manager", name=f"manager_{mark}"),
        "operator": someone("operator", name=f"operator_{mark}"),
        "stranger": someone("fan", name=f"stranger_{mark}"),
    }
    provider = Provider()
    cup = {"competition": {"id": "cup", "name": "Cup"}, "season": {"id": "cup", "name": "2026"}}
    moderate(people["elsewhere"], provider.announce(**cup))
    moderate(people["here"], provider.announce())
    provider.accept(
        bare(1, "match.kicked_off"),
        bare(2, "match.goal", period=1, clock_ms=60_000, side="home", player="9"),
    )
    # Nobody is held to a pace, so that a row says what a role may, not how fast.
    config.apply(by=None, reason="A test.", wanted={"publish": changed("publish", **LIVELY)})
    policies.refresh()
    [*_, (_, goal)] = streams.facts_after(provider.stream, after=0, limit=9)
    world = World(people=people, provider=provider, goal=goal.id)
    world.arguments.update(arguments(world))
    return world


def moderate(user: User | None, match: str) -> None:
    """Give a moderator the competition of a match."""
    assert user is not None
    competition = Fixture.objects.get(pk=match).season.competition_id
    set_competitions(user_id=user.pk, competitions=[competition], by=None)


def arguments(world: World) -> dict[str, str]:
    """What every argument of a URL pattern stands for; a new argument's name is told here."""
    fan = world.people["fan"]
    assert fan is not None
    return {
        "match_id": world.match,
        "event_id": world.goal,
        "source": world.provider.name,
        "source_id": str(world.provider.source.pk),
        "key_id": str(world.provider.key.pk),
        "user_id": str(fan.pk),
        "name": "feeds",
        "app_label": "community",
        "url": "nowhere/",
        "content_type_id": str(ContentType.objects.get_for_model(Fixture).pk),
        "object_id": world.match,
        "club_id": Fixture.objects.get(pk=world.match).home_id,
        "post_id": posted(world),
        "reaction": "up",
        "held_id": waiting(world),
        "handle": fan.username,
        # Links of letters nobody was sent, a key nobody has.
        "key": "none",
        "uidb36": "1",
        "pk": "0",
    }


def posted(world: World, by: str = "fan", **told: Any) -> str:
    """A post of somebody's on the match's thread; its id."""
    actor = world.actor(by)
    assert actor is not None
    text = f"Word {secrets.token_hex(4)} and then {secrets.token_hex(4)}"
    draft = Draft(match=world.match, text=text, kind="comment", seen=2, **told)
    sent = Sent(op=uuid4())
    publish.post(draft=draft, by=actor, sent=sent)
    return post_id_of(actor, sent)


def hidden(world: World) -> str:
    """A post that was hidden by the match's moderator; its id."""
    post_id = posted(world, "stranger")
    here = world.actor("here")
    assert here is not None
    decisions.hide(post_id=post_id, reason="abuse", by=here, sent=Sent(op=uuid4()))
    return post_id


def waiting(world: World) -> str:
    """A text that waits for the match's moderator; what it waits under."""
    draft = Draft(match=world.match, text="oh fuck off ref", kind="comment", seen=2)
    try:
        publish.post(draft=draft, by=str(world.actor("stranger")), sent=Sent(op=uuid4()))
    except HeldError as held:
        return held.held
    raise AssertionError


def row_of(noun: str) -> str:
    """The key of a row behind a noun of the console, as its paths have it; of none, 0."""
    [model] = [model for model in console._registry if model._meta.model_name == noun]
    row = model._default_manager.order_by("pk").last()
    return str(quote(row.pk)) if row else "0"


def head(world: World) -> int:
    """Where the match's log ends."""
    return streams.heads([world.provider.stream])[world.provider.stream].offset


def asked(way: str, world: World) -> dict[str, Any]:
    """What a request carries, as Django's client takes it, for who may do it to succeed."""
    told = BODIES.get(way)
    if told is None:
        return {}
    return {
        "data": msgspec.json.encode(told(world)),
        "content_type": "application/json",
        "headers": {"Idempotency-Key": str(uuid4())},
    }


def _score(world: World) -> dict[str, Any]:
    return {"home": 2, "away": 0, "reason": "One was missed.", "seen": head(world)}


def _draft(_: World) -> dict[str, Any]:
    return {"text": f"Well played, {secrets.token_hex(4)}", "seen": 2}


# Of every way in that does something: what is sent, so that who may is not refused for his words.
BODIES = {
    "POST /api/v1/matches/<str:match_id>/score": _score,
    "POST /api/v1/matches/<str:match_id>/posts": _draft,
    "PATCH /api/v1/posts/<str:post_id>": lambda _: {"rev": 1, "text": "Anew"},
    "DELETE /api/v1/posts/<str:post_id>": lambda _: {},
    "PUT /api/v1/posts/<str:post_id>/reactions/<str:reaction>": lambda _: {},
    "DELETE /api/v1/posts/<str:post_id>/reactions/<str:reaction>": lambda _: {},
    "POST /api/v1/posts/<str:post_id>/reports": lambda _: {"reason": "abuse"},
    "PUT /api/v1/me/matches/<str:match_id>": lambda _: {},
    "DELETE /api/v1/me/matches/<str:match_id>": lambda _: {},
    "PUT /api/v1/me/clubs/<str:club_id>": lambda _: {},
    "DELETE /api/v1/me/clubs/<str:club_id>": lambda _: {},
    "PUT /api/v1/me/viewing": lambda _: {"delay_s": 5},
    "POST /api/v1/me/notifications/read": lambda _: {"until": 1},
}
# Of every command: its data.
DATA = {
    "match.correct_score": lambda world: _score(world) | {"match": world.match},
    "thread.delete": lambda world: {"post": posted(world)},
    "thread.edit": lambda world: {"post": posted(world), "rev": 1, "text": "Anew"},
    "thread.hide": lambda world: {"post": posted(world), "reason": "abuse"},
    "thread.post": lambda world: _draft(world) | {"match": world.match},
    "thread.react": lambda world: {"post": posted(world), "reaction": "up", "on": True},
    "thread.read": lambda world: {"match": world.match, "until": 1},
    "thread.report": lambda world: {"post": posted(world), "reason": "abuse"},
    "thread.restore": lambda world: {"post": hidden(world), "reason": "mistake"},
    "user.block": lambda world: {"actor": world.actor("stranger"), "on": True},
    "user.follow": lambda world: {"match": world.match, "on": True},
    "user.mute": lambda world: {"actor": world.actor("stranger"), "on": True},
    "user.notices_read": lambda _: {"until": 1},
    "user.watch": lambda _: {"delay_s": 0},
}
# Of every kind of topic: the key of one.
TOPICS = {
    "match": lambda world: world.provider.stream,
    "thread": lambda world: f"thread.{world.match}",
    "user": lambda world: f"user.{world.actor('fan')}",
}
