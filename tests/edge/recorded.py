"""Sessions as they were recorded, and their client's side said again to the server of today."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from community.streams import catalogue
from tests.edge.client import Client
from tests.edge.sockets import ClosedError, Socket, append, token
from tests.vector_files import VECTORS

RECORDINGS = sorted((VECTORS / "wire").glob("*.session.jsonl"))
STREAM = "match.match_recorded"
# What another run or a policy may tell otherwise. A digest is held to the state it came with.
VARYING = {
    "at", "budgets", "detail", "digest", "epoch", "expires_at", "ack_ms", "heartbeat_ms",
    "server_at", "session", "tick_ms", "token", "token_expires_at",
}  # fmt: skip
# Whether the tick came before the client did: the frame follows either way.
VARYING_AT = {"resumed.to"}


def recording(path):
    """What happened, in order."""
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def missing(before, now, *, at="$"):
    """Where an answer of today is less than the recorded one, or says something else."""
    if type(before) is not type(now):
        return [f"{at}: {before!r} became {now!r}"]
    if isinstance(before, dict):
        return [
            fault
            for name, value in before.items()
            for fault in (
                missing(value, now[name], at=f"{at}.{name}")
                if name in now
                else [f"{at}.{name} is gone"]
            )
        ]
    if isinstance(before, list) and len(before) == len(now):
        pairs = enumerate(zip(before, now, strict=True))
        return [fault for place, pair in pairs for fault in missing(*pair, at=f"{at}[{place}]")]
    may_vary = at in VARYING_AT or at.split(".")[1] in VARYING
    return [] if before == now or may_vary else [f"{at}: {before!r} became {now!r}"]


@dataclass
class Replay:
    """One recording, replayed on a stream of its own; faults are what the answers lack."""

    opened: Any
    stream: str
    sockets: dict[int, Socket] = field(default_factory=dict)
    unread: list[dict[str, Any]] = field(default_factory=list)
    epochs: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    client: Client = field(default_factory=Client)

    async def run(self, lines):
        """Say what the client said, wait for what it was told, append what was appended."""
        for line in lines:
            await getattr(self, f"_{line['way']}")(line)

    async def _open(self, line):
        socket = self.sockets[line["line"]] = self.opened(offers=[line["subprotocol"]])
        event = await socket.event()
        assert event == {"type": "websocket.accept", "subprotocol": line["subprotocol"]}

    async def _in(self, line):
        message = msgspec.json.decode(line["said"])
        if message.get("token"):
            message["token"] = token()
        if message.get("topic") == STREAM:
            message["topic"] = self.stream
        if message.get("epoch") is not None:
            message["epoch"] = self.epochs[message["epoch"]]
        self._socket.say_text(msgspec.json.encode(message).decode())

    async def _out(self, line):
        before = msgspec.json.decode(line["said"].replace(STREAM, self.stream))
        now = await self._told(before)
        self.faults += missing(before, now, at=before["t"])
        if "epoch" in before:
            self.epochs[before["epoch"]] = now["epoch"]
        if now.get("topic") == self.stream:
            self.client.take(now)

    async def _log(self, line):
        await append(self.stream, [catalogue.decode(fact.encode()) for fact in line["facts"]])

    async def _drop(self, _line):
        await self._socket.leave()

    async def _held(self, line):
        self.faults += missing(line["state"], self.client.state, at="held")
        notices = [(told["offset"], told["type"]) for told in line["notices"]]
        assert self.client.notices == notices

    @property
    def _socket(self):
        return self.sockets[max(self.sockets)]

    async def _told(self, before):
        """Today's message in place of a recorded one; others are kept, or never asked for."""
        while True:
            for place, message in enumerate(self.unread):
                if (message["t"], message.get("topic")) == (before["t"], before.get("topic")):
                    return self.unread.pop(place)
            event = await self._socket.event()
            if event["type"] == "websocket.close":
                raise ClosedError(event["code"])
            self.unread.append(msgspec.json.decode(event["text"]))
