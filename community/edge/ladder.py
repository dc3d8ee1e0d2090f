"""The ladder of a slow client: merged frames, then snapshots only, then let go; knows no socket.

Merging needs no step of its own: who can take nothing for a while is owed one frame for all of it.
"""

from dataclasses import dataclass
from enum import Enum


class Rung(Enum):
    """How a client is served."""

    FRAMES = "frames"
    SNAPSHOTS = "snapshots"
    LET_GO = "let_go"


@dataclass(kw_only=True)
class Ladder:
    """Where one client stands; seconds of a clock that never jumps back.

    A client that keeps a write waiting goes down; one that keeps none waiting is back on top.
    """

    snapshots_after_s: float
    let_go_after_s: float
    rung: Rung = Rung.FRAMES
    _waiting_since: float | None = None

    def begin(self, now_s: float) -> None:
        """A write begins."""
        self._waiting_since = now_s

    def end(self) -> None:
        """The client's line took it."""
        self._waiting_since = None

    def look(self, now_s: float) -> Rung:
        """Where the client stands now; asked again and again, at each heartbeat."""
        waited_s = 0.0 if self._waiting_since is None else now_s - self._waiting_since
        if waited_s >= self.let_go_after_s:
            self.rung = Rung.LET_GO
        elif waited_s >= self.snapshots_after_s:
            self.rung = Rung.SNAPSHOTS
        elif self._waiting_since is None and self.rung is Rung.SNAPSHOTS:
            self.rung = Rung.FRAMES
        return self.rung
