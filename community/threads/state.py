"""A thread's state: its newest posts as facts tell them, without a word of their texts."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from community.threads.facts import Anchor, Kind, Source, ThreadPosted

# What one screen scrolls through before it asks for older ones.
POSTS_MAX: Final = 200
# Of 64 KiB a frame: a patch may bring this much new, take 200 keys away, and has its own words.
WEIGHT_MAX: Final = 54 * 1024

Gone: TypeAlias = Literal["hidden", "deleted", "erased"]


class Post(Struct, kw_only=True, omit_defaults=True):
    """A post as facts tell it.

    n: the offset of the fact that posted it. bytes: what its text takes on the wire. taken: for
    good, by its author. weight: what it takes of the thread's bound.
    """

    n: int
    at: int
    by: str
    told: ThreadPosted
    rev: int = 1
    bytes: int
    digest: str
    up: int = 0
    down: int = 0
    reactions: dict[str, int] = {}
    hidden: bool = False
    taken: Literal["", "deleted", "erased"] = ""
    weight: int = 0

    @property
    def gone(self) -> Gone | None:
        """Why nobody sees it; None when everybody does."""
        return self.taken or ("hidden" if self.hidden else None)

    @property
    def kind(self) -> Kind:
        """What its author called it."""
        return self.told.kind

    @property
    def anchor(self) -> Anchor:
        """The moment it speaks of."""
        return self.told.anchor

    @property
    def source(self) -> Source | None:
        """Where an insight comes from."""
        return self.told.source


class Slow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The pace in force: so long between two posts of one author, until a moment or lifted."""

    gap_ms: int
    reason: str
    until: int | None = None


class ThreadState(Struct, kw_only=True):
    """What the facts of a thread come to: posts by id, oldest first, inside their bound.

    count: posts ever. weight: that of the posts held.
    """

    match: str | None = None
    count: int = 0
    slow: Slow | None = None
    posts: dict[str, Post] = field(default_factory=dict)
    weight: int = 0

    def trim(self) -> None:
        """Let the oldest go until the rest fits. None of them ever comes back."""
        while len(self.posts) > POSTS_MAX or self.weight > WEIGHT_MAX:
            oldest = next(iter(self.posts))
            self.weight -= self.posts.pop(oldest).weight
