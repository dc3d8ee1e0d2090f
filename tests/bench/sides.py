"""The two sides of a comparison: ours, and a Channels consumer told by `group_send`.

Both have the same server, flags, sockets and bytes, and are told from another process.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

import msgspec
from django.db import transaction

from community.streams import services as streams
from deploy.programs import Program, web_program
from tests.bench import channels_app, instance, watcher, world
from tests.bench.facts import facts
from tests.bench.lines import Door

OURS, THEIRS = "community.asgi:application", "tests.bench.channels_app:application"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two: its server, its sockets, and how to tell them; `tell` returns an offset."""

    name: str
    server: tuple[Program, int]
    watch: watcher.Watch
    tell: Callable[[], int]


def ours(*, sockets: int, facts_a_tell: int) -> Side:
    """Ours: a tell is an append of so many facts."""
    stream = world.make_matches(1)[0].stream
    port = instance.free_port()
    told = facts(seed=0)

    def tell() -> int:
        with transaction.atomic():
            return streams.append(stream, list(islice(told, facts_a_tell))).last

    return Side(
        name="ours",
        server=(web_program(port), port),
        watch=world.viewers([stream], port=port, count=sockets),
        tell=tell,
    )


def theirs(alias: str, runner: asyncio.Runner, *, sockets: int, size_bytes: int) -> Side:
    """A layer of Channels: a tell is one message to the group, as long as our frames."""
    port = instance.free_port()
    layer = channels_app.layer(alias)
    told = iter(range(1, 1_000_000))

    def tell() -> int:
        number = next(told)
        event = {"type": "group.told", "text": _padded(number, size_bytes)}
        runner.run(layer.group_send(channels_app.GROUP, event))
        return number

    program = web_program(port)
    command = tuple(THEIRS if word == OURS else word for word in program.command)
    return Side(
        name=f"Channels, {alias} layer",
        server=(replace(program, command=command), port),
        watch=watcher.Watch(
            door=Door(port=port, path=f"/{alias}/"),
            greetings=[[]] * sockets,
            ready=channels_app.READY,
        ),
        tell=tell,
    )


def _padded(number: int, size_bytes: int) -> str:
    """A frame of the baseline: contiguous like ours, and as long."""
    frame = {"t": "frame", "topic": "bench", "from": number - 1, "to": number, "patch": ""}
    missing = size_bytes - len(msgspec.json.encode(frame))
    return msgspec.json.encode(frame | {"patch": "x" * missing}).decode()
