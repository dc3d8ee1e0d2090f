"""Hearing: whether a client that reports what it applied still does; knows no socket.

A line can die without a word. What is written to it then fills the kernel's buffers, and has to be
read, frame by frame, should it come back; who has gone silent is owed one merged frame instead.
"""

from dataclasses import dataclass

# Reports missed before a client is written to no longer: a page's timers may be late by one.
REPORTS_MISSED = 3


@dataclass(kw_only=True)
class Hearing:
    """One client; seconds of a clock that never jumps back. Looked at once a heartbeat.

    ack_s: how often it was asked to report. Who never reported is never held to be deaf.
    """

    ack_s: float
    is_deaf: bool = False
    _reports: bool = False
    _is_told: bool = False
    _told_by_s: float | None = None

    def hear(self, *, reports: bool) -> None:
        """It said something, so it is there."""
        self._reports = self._reports or reports
        self.is_deaf = self._is_told = False
        self._told_by_s = None

    def tell(self) -> None:
        """It was sent something to report."""
        self._is_told = True

    def look(self, now_s: float) -> bool:
        """Whether it is found deaf by this look."""
        if self._told_by_s is None:
            self._told_by_s = now_s if self._is_told else None
        elif self._reports and not self.is_deaf:
            self.is_deaf = now_s - self._told_by_s >= REPORTS_MISSED * self.ack_s
            return self.is_deaf
        return False
