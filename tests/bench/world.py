"""What a benchmark measures on: sources with keys, their matches, and a token for a socket."""

from collections.abc import Sequence
from itertools import cycle, islice

import msgspec

from community.core import ids
from community.edge import protocol, tokens
from community.feeds.services import keys
from community.matches.services.schedule import schedule_sheet
from community.matches.sheet import ClubSheet, FixtureSheet, NamedThing
from tests.bench.feeder import Told
from tests.bench.lines import Door
from tests.bench.returning import Seat
from tests.bench.watcher import Watch

KICKOFF_AT = 1_717_264_800_000
TOKEN_TTL_S = 3_600


def make_matches(count: int) -> list[Told]:
    """Schedule matches, each with its own source and key."""
    return [_make(number) for number in range(count)]


def _make(number: int) -> Told:
    source, subject = f"bench-{number}", f"fixture-{number}"
    row = keys.register_source(name=source, title=source, by=None)
    _, secret = keys.issue_key(source_id=row.pk, label="bench", by=None)
    fixture = schedule_sheet(_sheet(subject), provider=source)
    return Told(source=source, secret=secret, subject=subject, stream=fixture.stream)


def _sheet(subject: str) -> FixtureSheet:
    return FixtureSheet(
        id=subject,
        competition=NamedThing(id="cup", name="Bench Cup"),
        season=NamedThing(id="cup-1", name="Season"),
        home=ClubSheet(id=f"{subject}-home", name="Home", code="HOM"),
        away=ClubSheet(id=f"{subject}-away", name="Away", code="AWA"),
        kickoff_at=KICKOFF_AT,
        simulated=True,
    )


def viewers(
    topics: Sequence[str], *, port: int, count: int, delays_s: Sequence[int] = (0,)
) -> Watch:
    """As many sockets on the same topics, of viewers who are not signed in, dealt over delays."""
    subscribes = [_said(protocol.Subscribe(topic=topic)) for topic in topics]
    return Watch(
        door=live_door(port),
        greetings=[
            [_said(protocol.Connect(token=token)), *subscribes]
            for token in _socket_tokens(count, delays_s=delays_s)
        ],
        ready="snapshot",
    )


def live_door(port: int) -> Door:
    """The live socket of a web process."""
    return Door(port=port, path="/live/", subprotocol=protocol.SUBPROTOCOL)


def seats(
    topics: Sequence[str],
    *,
    door: Door,
    count: int,
    is_twin: bool = False,
    is_signed_in: bool = False,
) -> list[Seat]:
    """As many clients that come back, each following all topics; signed in, each a user."""
    return [
        Seat(door=door, token=token, topics=topics, is_twin=is_twin)
        for token in _socket_tokens(count, is_signed_in=is_signed_in)
    ]


def _said(message: protocol.Inbound) -> str:
    return msgspec.json.encode(message).decode()


def _socket_tokens(
    count: int, *, is_signed_in: bool = False, delays_s: Sequence[int] = (0,)
) -> list[str]:
    claims = (
        tokens.Claims(
            key=ids.random_id("bench"),
            actor=ids.random_id("actor") if is_signed_in else None,
            delay_s=delay_s,
        )
        for delay_s in islice(cycle(delays_s), count)
    )
    return [tokens.issue(claim, ttl_s=TOKEN_TTL_S).token for claim in claims]
