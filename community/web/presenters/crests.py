"""A crest drawn from a club's code and colour, with letters that can be read on it."""

import hashlib
import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_PATTERNS = ("plain", "halves", "stripe", "hoop", "sash", "chevron")
_CHALK, _INK = "#fbf8ef", "#14231c"
# Shirts for clubs that have told none: kit colours, far apart.
_SHIRTS = ("#9e1b32", "#1d4e89", "#2f6b3a", "#e0a526", "#5b2a86", "#0f7c8a", "#c4511d", "#22262b")
# WCAG's midpoint: where black and white letters are equally legible, sqrt(1.05 * 0.05) - 0.05.
_MIDPOINT = 0.179
_KNEE = 0.04045
# Two reds of two clubs differ by less, red and orange by more.
_ALIKE = 90


@dataclass(frozen=True, kw_only=True)
class Crest:
    """Colours as #rrggbb: the field, its band, and the letters on it."""

    code: str
    pattern: str
    field: str
    band: str
    letters: str


def crests(home: tuple[str, str], away: tuple[str, str]) -> dict[str, Crest]:
    """Draw both crests of a match from (code, colour); away changes shirt when both look alike."""
    drawn = {"home": crest(*home), "away": crest(*away)}
    if _distance(drawn["home"].field, drawn["away"].field) < _ALIKE:
        other = max(_SHIRTS, key=lambda shirt: _distance(shirt, drawn["home"].field))
        drawn["away"] = crest(away[0], other)
    return drawn


def crest(code: str, colour: str = "") -> Crest:
    """Draw a club's crest from its code and colour, #rrggbb or empty."""
    digest = hashlib.sha256(code.encode()).digest()
    field = colour.lower() if _HEX.fullmatch(colour) else _SHIRTS[digest[1] % len(_SHIRTS)]
    is_light = _luminance(field) > _MIDPOINT
    return Crest(
        code=code,
        pattern=_PATTERNS[digest[0] % len(_PATTERNS)],
        field=field,
        band=_mixed(field, toward=_INK if is_light else _CHALK, percent=16),
        letters=_INK if is_light else _CHALK,
    )


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _distance(one: str, other: str) -> int:
    """How far apart two colours are, 0 to 765."""
    return sum(abs(a - b) for a, b in zip(_channels(one), _channels(other), strict=True))


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2); the knee is sRGB's."""
    linear = [
        value / 12.92 if value <= _KNEE else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mixed(colour: str, *, toward: str, percent: int) -> str:
    mixed = [
        (own * (100 - percent) + other * percent) // 100
        for own, other in zip(_channels(colour), _channels(toward), strict=True)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
