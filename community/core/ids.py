"""Random and derived identifiers: 96 bits in hexadecimal, with a kind before them."""

import re
import secrets
from collections.abc import Collection, Iterable

from community.core.digests import short_sha256
from community.core.types import IDENTIFIER_PATTERN

_DIGITS = 24  # 96 bits: a billion ids collide with probability 7e-12.


def random_id(kind: str) -> str:
    """Make an unguessable id such as `match_7f0c...`; kind is a short ASCII word."""
    return f"{kind}_{secrets.token_hex(_DIGITS // 2)}"


def derived_id(kind: str, *parts: str) -> str:
    """Make the same id from the same parts, everywhere and always (SHA-256)."""
    return derived_ids(kind, *parts[:-1], lasts=parts[-1:])[0]


def derived_ids(kind: str, *parts: str, lasts: Iterable[str]) -> list[str]:
    """`derived_id` of each of many last parts after the same first ones."""
    hasher, before = short_sha256, "\0".join((kind, *parts, "")).encode()
    return [f"{kind}_{hasher(before + last.encode()).hexdigest()[:_DIGITS]}" for last in lasts]


_LINE = IDENTIFIER_PATTERN.removeprefix("^").removesuffix(r"\Z")
_LINES = re.compile(rf"{_LINE}(?:\n{_LINE})*")


def are_identifiers(texts: Collection[str]) -> bool:
    """Whether each of at least one text is an Identifier; in one match, a tenth of one for each."""
    lines = "\n".join(texts)
    return lines.count("\n") == len(texts) - 1 and _LINES.fullmatch(lines) is not None
