"""Viewers with the real SDK, in a Node process: what they asked, were answered and were told."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from deploy.embedded.processes import wait_until
from deploy.node import find_node
from deploy.programs import ROOT

WAIT_S = 60.0  # only a deadline
_ENCODE = msgspec.json.Encoder().encode


@dataclass(eq=False)
class Viewer:
    """One client of the SDK, and everything that happened to it, in order."""

    name: str
    happened: list[dict[str, Any]] = field(default_factory=list)
    answered: int = 0

    def take(self, told: dict[str, Any]) -> None:
        """Something happened."""
        self.happened.append(told)
        self.answered += told["what"] == "answered"

    def all(self, what: str) -> list[dict[str, Any]]:
        """What of a kind happened: said, heard, status, state, notice, rejected, sent, answered."""
        return [each for each in list(self.happened) if each["what"] == what]

    @property
    def states(self) -> list[tuple[int, str]]:
        """(offset, digest) of every state it was told."""
        return [(told["offset"], told["digest"]) for told in self.all("state")]

    @property
    def offset(self) -> int:
        """Where its last state stands; -1 before any."""
        return next((told["offset"] for told in reversed(self.all("state"))), -1)

    @property
    def phases(self) -> list[str]:
        """What it said of its line, each turn once."""
        phases = [told["phase"] for told in self.all("status")]
        return [now for now, then in zip(phases, [None, *phases], strict=False) if now != then]

    @property
    def asked(self) -> list[int | None]:
        """The offsets it subscribed from; None without one."""
        return [said.get("offset") for said in self.all("said") if said["t"] == "subscribe"]

    @property
    def answers(self) -> list[str]:
        """What its subscribes were answered."""
        kinds = {"resumed", "snapshot", "rejected"}
        return [heard["t"] for heard in self.all("heard") if heard["t"] in kinds]

    @property
    def notices(self) -> list[tuple[int, str]]:
        """(offset, type) of every fact it was told by itself."""
        return [(told["offset"], told["type"]) for told in self.all("notice")]

    def until(self, condition: Callable[["Viewer"], bool]) -> None:
        """Wait until something has happened to it."""
        came = wait_until(lambda: condition(self), timeout_s=WAIT_S)
        assert came, (self.name, self.states[-3:], self.happened[-20:])

    def until_at(self, offset: int) -> None:
        """Wait until it was told the state at an offset."""
        self.until(lambda viewer: viewer.offset == offset)

    def assert_told_truly(self, truths: Mapping[int, str]) -> None:
        """Every state told was the fold at its offset, each once, and offsets only rose."""
        self.assert_never_misled(truths)
        assert len(self.states) == len({offset for offset, _ in self.states}), self.name

    def assert_never_misled(self, truths: Mapping[int, str]) -> None:
        """Every state told was the fold at its offset, and offsets never fell."""
        offsets = [offset for offset, _ in self.states]
        assert self.states == [(offset, truths[offset]) for offset in offsets], self.name
        assert offsets == sorted(offsets), self.name


class Viewers:
    """The Node process."""

    def __init__(self) -> None:
        node = os.environ.get("TERRACE_NODE") or str(find_node())  # noqa: TID251 -- the run's choice
        self._viewers: dict[str, Viewer] = {}
        self._process = subprocess.Popen(  # noqa: S603 -- Node on our own file
            [node, str(ROOT / "tests" / "sdk" / "viewers.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def open(self, name: str, *, port: int, token: str, topic: str) -> Viewer:
        """A viewer of a topic, over a port of the loopback."""
        viewer = self._viewers[name] = Viewer(name)
        url = f"ws://127.0.0.1:{port}/live/"
        self._order({"do": "open", "viewer": name, "url": url, "token": token, "topics": [topic]})
        return viewer

    def send(self, viewer: Viewer, **order: Any) -> None:
        """Have a viewer send commands: name, each (their data), ahead, gapMs."""
        self._order({"do": "send", "viewer": viewer.name} | order)

    def close(self) -> None:
        """End the process, and all its viewers."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(WAIT_S)
        self._reading.join(WAIT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(_ENCODE(order) + b"\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = msgspec.json.decode(line)
            self._viewers[told["viewer"]].take(told)


@contextmanager
def viewers() -> Iterator[Viewers]:
    """A process of viewers, until the block ends."""
    made = Viewers()
    try:
        yield made
    finally:
        made.close()
