"""Filters of the console: spans of time in words."""

from datetime import datetime

from django import template

from community.core import clock

register = template.Library()

SECOND_MS = 1_000
MINUTE_MS = 60_000


@register.filter
def span(ms: int | None) -> str:
    """Milliseconds in words: `340 ms`, `2.5 s`, `3 min 5 s`; nothing for None."""
    if ms is None:
        return ""
    sign, ms = ("-" if ms < 0 else ""), abs(ms)
    if ms < SECOND_MS:
        return f"{sign}{ms} ms"
    if ms < MINUTE_MS:
        return f"{sign}{ms / SECOND_MS:.1f} s"
    return sign + seconds(ms // SECOND_MS)


@register.filter
def seconds(total_s: int) -> str:
    """Whole seconds in the two largest units that are not nothing."""
    units = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
    words = []
    for unit, size in units:
        count, total_s = divmod(total_s, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words[:2]) or "0 s"


@register.filter
def ago(at: datetime) -> str:
    """How long ago a moment was; the future is now."""
    return f"{seconds(max(0, (clock.now_ms() - clock.to_ms(at)) // SECOND_MS))} ago"
