"""What one actor wrote, gave and read on every thread: his to take away, no public door."""

from dataclasses import dataclass, field
from datetime import datetime

from community.core.types import JsonObject
from community.threads import body
from community.threads.models import Mark, Post, Reaction, Text
from community.threads.overlays import handles_of


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One revision's words, with people's handles of today; how: an insight's sources."""

    rev: int
    at: datetime
    text: str
    how: JsonObject | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """A post of the actor's, whatever became of it; no words are left of what was erased."""

    post: Post
    revisions: list[Revision] = field(default_factory=list)


def written_by(actor: str, *, limit: int) -> list[Written]:
    """The newest posts of an actor with all they ever said; three queries."""
    posts = list(Post.objects.filter(author=actor).order_by("-at", "-pk")[:limit])
    rows = list(Text.objects.filter(post__in=[post.pk for post in posts]).order_by("rev"))
    handles = handles_of([row.text for row in rows])
    said: dict[str, list[Revision]] = {}
    for row in rows:
        text = body.told(row.text, handles)
        said.setdefault(row.post, []).append(
            Revision(rev=row.rev, at=row.at, text=text, how=row.how)
        )
    return [Written(post=post, revisions=said.get(post.pk, [])) for post in posts]


def reactions_of(actor: str, *, limit: int) -> list[Reaction]:
    """The newest reactions an actor gave or took back."""
    return list(Reaction.objects.filter(actor=actor).order_by("-at", "-pk")[:limit])


def marks_of(actor: str, *, limit: int) -> list[Mark]:
    """How far an actor read threads, the latest read first."""
    return list(Mark.objects.filter(actor=actor).order_by("-at", "-pk")[:limit])
