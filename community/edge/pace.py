"""The pace of one socket: GCRA in the session's own memory, for only it speaks on that socket."""


class Pace:
    """So many messages a minute on average, and so many at once; seconds never jump back."""

    def __init__(self, *, per_minute: int, burst: int) -> None:
        self._interval_s = 60 / per_minute
        self._tolerance_s = self._interval_s * (burst - 1)
        self._due_s = 0.0

    def take(self, now_s: float) -> int:
        """Take one message: 0 when it passes, else the milliseconds until one would."""
        due_s = max(self._due_s, now_s)
        early_s = due_s - now_s - self._tolerance_s
        if early_s > 0:
            return max(1, round(early_s * 1000))
        self._due_s = due_s + self._interval_s
        return 0
