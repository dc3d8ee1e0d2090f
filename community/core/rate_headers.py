"""Limits of pace as HTTP tells them: RateLimit-Policy, RateLimit and Retry-After; knows no door.

draft-ietf-httpapi-ratelimit-headers-10: two Lists of Structured Fields (RFC 9651), an item a
limit. q: what passes at once; w: the seconds after which all of it is there again; r: what is left
of it; t: the seconds until nothing is owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from community.core.limits import Limit, Pace


@dataclass(frozen=True, kw_only=True)
class Held:
    """A limit somebody is held to, and how it stands."""

    limit: Limit
    pace: Pace

    @property
    def window_s(self) -> int:
        """Seconds after which a whole burst passes again."""
        return -(-self.limit.interval_us * self.limit.burst // 1_000_000)


def headers(held: Sequence[Held]) -> dict[str, str]:
    """The fields of an answer, by name; none when there is no limit."""
    if not held:
        return {}
    told = {
        "RateLimit-Policy": ", ".join(
            f'"{each.limit.name}";q={each.limit.burst};w={each.window_s}' for each in held
        ),
        "RateLimit": ", ".join(
            f'"{each.limit.name}";r={each.pace.remaining};t={_seconds(each.pace.reset_ms)}'
            for each in held
        ),
    }
    if wait_ms := max(each.pace.retry_after_ms for each in held):
        told["Retry-After"] = str(_seconds(wait_ms))
    return told


def _seconds(ms: int) -> int:
    """Rounded up: who comes back then is not refused for a fraction."""
    return -(-ms // 1000)
