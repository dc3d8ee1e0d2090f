"""Filters of the console: spans of time in words."""

from django import template

register = template.Library()


@register.filter
def span(ms: int | None) -> str:
    """Milliseconds in words: `340 ms`, `2.5 s`, `3 min 5 s`; nothing for None."""
    if ms is None:
        return ""
    sign, ms = ("-" if ms < 0 else ""), abs(ms)
    if ms < 1_000:
        return f"{sign}{ms} ms"
    if ms < 60_000:
        return f"{sign}{ms / 1000:.1f} s"
    return sign + seconds(ms // 1000)


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
