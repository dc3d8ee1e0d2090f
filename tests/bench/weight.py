"""What a web process holds for its clients: memory, the kernel's queues, the ladder's steps."""

import re
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.bench import machine
from tests.bench.instance import Served
from tests.bench.lines import HOST

LOOK_S = 0.5
_TCP = Path("/proc/net/tcp")
_STEP = re.compile(r'^terrace_slow_steps_total\{to="(\w+)"\} ([\d.]+)$', re.MULTILINE)


@dataclass(kw_only=True)
class Stretch:
    """A part of a run: monotonic seconds, and what was held in it, in bytes.

    queued: the most the kernel held for any one of the sockets looked at.
    """

    began: float
    ended: float = 0.0
    rss: list[int] = field(default_factory=list)
    queued: int = 0

    @property
    def rss_median(self) -> int:
        """What the process held most of the time."""
        return sorted(self.rss)[len(self.rss) // 2]

    def holds(self, at: float) -> bool:
        """Whether a moment lies in it."""
        return self.began <= at < self.ended


@dataclass(eq=False)
class Scales:
    """Looks at one web process, and at the server's ends of some clients' sockets."""

    web: Served
    stretch: Stretch
    ports: AbstractSet[int] = frozenset()
    _looked_at: float = 0.0

    def look(self) -> None:
        """Look, twice a second at most."""
        now = time.monotonic()
        self.stretch.ended = now
        if now - self._looked_at < LOOK_S:
            return
        self._looked_at = now
        self.stretch.rss.append(machine.rss_bytes(self.web.pid))
        if self.ports:
            queued = _queued_bytes(self.web.port, self.ports)
            self.stretch.queued = max(self.stretch.queued, queued)


def slow_steps(web: Served) -> dict[str, int]:
    """How many clients took each step of the ladder since the process began."""
    answer = httpx.get(f"http://{HOST}:{web.port}/metrics", timeout=30)
    return {name: int(float(count)) for name, count in _STEP.findall(answer.text)}


def _queued_bytes(server_port: int, ports: AbstractSet[int]) -> int:
    """The longest send queue, in bytes not yet acknowledged, of the server's ends of sockets."""
    longest = 0
    for line in _TCP.read_text().splitlines()[1:]:
        words = line.split()
        local, remote = (int(address.rpartition(":")[2], 16) for address in words[1:3])
        if local == server_port and remote in ports:
            longest = max(longest, int(words[4].partition(":")[0], 16))
    return longest
