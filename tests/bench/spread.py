"""Waits and their quantiles; exact, because everything measured is kept."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence


def waits_ms(
    told: Sequence[tuple[float, int]], arrivals: Sequence[tuple[float, int]]
) -> Iterator[float]:
    """From each telling to the first arrival that reaches it; nothing where there is none.

    Both are (monotonic seconds, offset), offsets rising, arrivals contiguous.
    """
    heads = [to for _, to in arrivals]
    for told_at, offset in told:
        place = bisect_left(heads, offset)
        if place < len(arrivals):
            yield (arrivals[place][0] - told_at) * 1e3


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that a share of the ordered values does not pass; of none, infinity."""
    if not ordered:
        return float("inf")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def told(ordered: Sequence[float], *, unit: str = "ms") -> str:
    """Median, p99 and worst in words."""
    if not ordered:
        return "none"
    p50, p99 = quantile(ordered, 0.5), quantile(ordered, 0.99)
    return f"p50 {p50:.1f} {unit}, p99 {p99:.1f} {unit}, worst {ordered[-1]:.1f} {unit}"
