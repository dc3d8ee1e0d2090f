"""Random and derived identifiers: 96 bits in hexadecimal, with a kind before them."""

import hashlib
import secrets

_DIGITS = 24  # 96 bits: a billion ids collide with probability 7e-12.


def random_id(kind: str) -> str:
    """Make an unguessable id such as `match_7f0c...`; kind is a short ASCII word."""
    return f"{kind}_{secrets.token_hex(_DIGITS // 2)}"


def derived_id(kind: str, *parts: str) -> str:
    """Make the same id from the same parts, everywhere and always (SHA-256)."""
    digest = hashlib.sha256("\0".join((kind, *parts)).encode())
    return f"{kind}_{digest.hexdigest()[:_DIGITS]}"
