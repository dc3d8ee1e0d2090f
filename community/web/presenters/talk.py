"""The talk beside a match: its thread, who looks, and what they were about to say; pure."""

from dataclasses import dataclass, field

from community.core import clock
from community.web.presenters.provenance import SOURCES, How
from community.web.presenters.thread import (
    REACTIONS,
    About,
    PostRow,
    Quote,
    Reaction,
)

BLANK_POST = PostRow(key="", n=0, at=0)
BLANK_REACTION = Reaction(key="", label="", count=0)
BLANK_HOW = How(source="", words="", links=(), origins=(), model="", digest="")
_THOUSAND = 1_000


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who looks; actor is empty for who is signed out."""

    actor: str = ""
    name: str = ""
    hue: int = 0
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody was about to say, and under which operation; refusal says why it is not said.

    event, reply: ids, empty for none; context: the same in words.
    """

    op: str = ""
    text: str = ""
    event: str = ""
    reply: str = ""
    source: str = ""
    links: str = ""
    model: str = ""
    context: str = ""
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The thread as a page shows it: rows oldest first.

    given: (post, reaction) of who looks; count: posts ever; before: older posts are past this one,
    0 when there are none; slow_until: when the slow mode ends by itself, 0 when it does not; seen:
    the match's offset as shown; read: the n up to which it was read on any device; muted, blocked:
    whom who looks keeps away; text_max in letters; here: the page's own path; posts, events: what
    the paths of a post and of an event begin with. is_past: a replayed moment, in which nobody says
    anything new. is_over: the match ended.
    """

    match: str
    topic: str
    rows: list[PostRow]
    given: frozenset[tuple[str, str]]
    count: int
    before: int
    slow_ms: int
    slow_until: int
    seen: int
    speaker: Speaker
    draft: Draft
    text_max: int
    here: str
    posts: str
    events: str
    is_past: bool = False
    is_over: bool = False
    read: int = 0
    muted: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=lambda: dict(SOURCES))
    reactions: dict[str, str] = field(default_factory=lambda: dict(REACTIONS))
    blank: PostRow = BLANK_POST
    blank_reaction: Reaction = BLANK_REACTION
    blank_how: How = BLANK_HOW

    @property
    def count_words(self) -> str:
        """How many posts there ever were."""
        return count_words(self.count)

    @property
    def newest(self) -> int:
        """The n of the newest post shown; 0 without one."""
        return self.rows[-1].n if self.rows else 0

    @property
    def first_unread(self) -> str:
        """The first post of others that came since; empty when the line would stand at an end."""
        others = (row.key for row in self.rows if row.n > self.read and self._is_others(row))
        has_read = self.read > 0 and bool(self.rows) and self.rows[0].n <= self.read
        return next(others, "") if has_read else ""

    def _is_others(self, row: PostRow) -> bool:
        return row.by != self.speaker.actor

    @property
    def limit(self) -> str:
        """What holds everybody back, in words; empty when nothing does."""
        return slow_words(self.slow_ms, until=self.slow_until)


def context_words(about: About, quote: Quote) -> str:
    """What a draft speaks of or answers, in words; empty when it speaks of the moment."""
    if quote.post:
        return f"Answering {quote.name or 'an earlier post'}"
    return f"About: {about.words}" if about.event else ""


def count_words(count: int) -> str:
    """A number of posts; nothing before the first."""
    if not count:
        return ""
    return f"{count:,} {'post' if count == 1 else 'posts'}"


def slow_words(gap_ms: int, *, until: int) -> str:
    """The pace everybody is held to, and until when; until 0: until it is lifted."""
    end = f", until {clock.from_ms(until):%H:%M} UTC" if until else ""
    return f"Slow mode: one post every {span(gap_ms)}{end}" if gap_ms else ""


def span(ms: int) -> str:
    """A span of time in its largest whole unit: "8 s", "3 min", "2 h"."""
    seconds = -(-ms // _THOUSAND)
    for unit, size in (("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
