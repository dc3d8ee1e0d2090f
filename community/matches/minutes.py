"""The minute a fan reads: 63', 45+2'; the same words as static/js/presenters/minutes.js."""

# Minutes played before each period, and its own length without stoppage. Period 5 is the shoot-out.
_PLAYED_BEFORE = {1: 0, 2: 45, 3: 90, 4: 105}
_LENGTH = {1: 45, 2: 45, 3: 15, 4: 15}
SHOOTOUT = 5


def minute_label(period: int, clock_ms: int) -> str:
    """Name the minute being played: the 63rd is 62:00 to 62:59; past a period's end, 45+2'."""
    if period == SHOOTOUT:
        return "Pens"
    minute = clock_ms // 60_000 + 1
    length = _LENGTH[period]
    if minute > length:
        return f"{_PLAYED_BEFORE[period] + length}+{minute - length}'"
    return f"{_PLAYED_BEFORE[period] + minute}'"


def slots(period: int) -> int:
    """How many minutes a period has without stoppage; 0 for the shoot-out."""
    return _LENGTH.get(period, 0)
