"""Facts of a thread, and what folding them gives."""

from typing import Any

from community.core.types import SAFE_INTEGER_MAX
from community.streams import catalogue
from community.streams.facts import Fact, FactData
from community.threads import facts
from community.threads.board import key_of
from community.threads.facts import Anchor, Reacted, Tally
from community.threads.fold import ThreadFold

AT = 1_529_949_602_102
FOLD = ThreadFold()
DIGEST = "5f" * 32
ANCHOR = Anchor(offset=812, period="1H", clock_ms=754_200)
MATCH = "match_7f0c"


def post_id(number):
    """An id of the length every post has."""
    return f"post_{number:024x}"


def actor_id(number):
    """An id of the length every actor has."""
    return f"actor_{number:024x}"


def stated(data: FactData, *, number=0, by: int | None = None, **envelope: Any) -> Fact:
    """A fact of a thread."""
    entry = catalogue.entry_of(data)
    told: dict[str, Any] = {"id": f"fact_{number:024x}", "at": AT + number} | envelope
    actor = None if by is None else actor_id(by)
    return Fact(type=entry.type, v=entry.v, by=actor, data=data, **told)


def opened(match=MATCH):
    return stated(facts.ThreadOpened(match=match))


def posted(number, *, by=1, **changes):
    """A post by number: its id follows from it."""
    data: dict[str, Any] = {
        "kind": "comment",
        "anchor": ANCHOR,
        "seen": 840,
        "bytes": 40,
        "digest": DIGEST,
    }
    told = facts.ThreadPosted(**(data | changes))
    return stated(told, number=number, by=by, id=post_id(number))


def edited(number, revision=2, *, size=44):
    told = facts.ThreadEdited(post=post_id(number), revision=revision, bytes=size, digest="6a" * 32)
    return stated(told, number=number, by=1)


def deleted(number):
    return stated(facts.ThreadDeleted(post=post_id(number)), number=number, by=1)


def hidden(number, reason="abuse"):
    return stated(facts.ThreadHidden(post=post_id(number), reason=reason), number=number, by=9)


def restored(number, reason="mistake"):
    return stated(facts.ThreadRestored(post=post_id(number), reason=reason), number=number, by=9)


def erased(number):
    return stated(facts.ThreadErased(post=post_id(number)), number=number)


def tallied(**counts):
    """Absolute counts by post number, as p1={"up": 2, "fire": 1}."""
    tallies = [
        Tally(
            post=post_id(int(name[1:])),
            up=told.get("up", 0),
            down=told.get("down", 0),
            reactions=[
                Reacted(reaction=reaction, count=count)
                for reaction, count in sorted(told.items())
                if reaction not in {"up", "down"}
            ],
        )
        for name, told in counts.items()
    ]
    return stated(facts.ThreadTallied(tallies=tallies))


def slowed(gap_ms=30_000, *, until=None, reason="surge"):
    return stated(facts.ThreadSlowed(gap_ms=gap_ms, reason=reason, until=until), by=9)


def folded(log):
    """The state of a thread that holds these facts."""
    state = FOLD.empty()
    FOLD.fold(state, list(enumerate(log, start=1)))
    return state


def overlay_of(number, rev=1, *, words=None):
    """What lies over a revision of a post."""
    said = f"Post {number}, revision {rev}." if words is None else words
    return {
        key_of(post_id(number), rev): {
            "body": [["p", None, said]],
            "name": f"fan_{number}",
            "hue": number % 360,
        }
    }


def texts_over(keys):
    """A text over each key, which follows from it."""
    found: dict[str, Any] = {}
    for key in keys:
        of, _, rev = key.rpartition(":")
        found |= overlay_of(int(of.removeprefix("post_"), 16), int(rev))
    return found


def filled_thread():
    """As many posts as fit, each with every field at its longest and its text on it."""
    wide = "w" * 80
    anchor = Anchor(
        event=wide, revision=1_000, offset=SAFE_INTEGER_MAX, period="ET1", clock_ms=14_400_000
    )
    log = [opened(match=wide), slowed(3_600_000, until=253_402_300_799_999, reason="r" * 30)]
    for number in range(1, 400):
        log += [
            posted(
                number,
                kind="insight",
                anchor=anchor,
                seen=SAFE_INTEGER_MAX,
                reply=wide,
                bytes=40,
                source="official",
            ),
            edited(number, 1_000, size=400),
            tallied(**{f"p{number}": dict.fromkeys(("up", "down", *"abcdefgh"), 10**9)}),
        ]
    return folded(log)


def overlays_over(state):
    """A text over every post that is shown, of exactly the bytes that its facts count."""
    return {
        key_of(of, post.rev): {
            "body": ["b" * (post.bytes - 4)],
            "name": "n" * 24,
            "hue": 359,
            "demo": True,
        }
        for of, post in state.posts.items()
        if post.gone is None
    }
