"""Quantiles; exact, because everything measured is kept."""

from collections.abc import Sequence


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
