"""Connect tokens: who connects, signed, for ten minutes; verified without asking anybody."""

import hashlib
from dataclasses import dataclass

import msgspec
from django.core import signing

from community.config.edge import Delay
from community.core import clock
from community.core.errors import UnsignedError
from community.users.selectors import moved_name

_SALT = "community.edge.tokens.v1"
_DAY_MS = 86_400_000


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, array_like=True):
    """What a token says: the page's random key, the viewer's actor id when signed in.

    delay_s: how far behind live he watches; everything he is sent is that old.
    since: when the page was let in, in milliseconds; a renewal over the socket keeps it.
    device: the name of the session the page belongs to; empty without one.
    """

    key: str
    actor: str | None = None
    delay_s: Delay = 0
    since: int = 0
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A token and when it ends, in milliseconds since 1970."""

    token: str
    expires_at: int


def issue(claims: Claims, *, ttl_s: int) -> Issued:
    """Sign claims for ttl_s seconds."""
    expires_at = clock.now_ms() + ttl_s * 1000
    payload = [*msgspec.to_builtins(claims), expires_at]
    return Issued(token=signing.dumps(payload, salt=_SALT, compress=False), expires_at=expires_at)


def read(token: str) -> Claims:
    """The claims of a token in force; raises UnsignedError with reason `signature` or `expired`."""
    try:
        *payload, expires_at = signing.loads(token, salt=_SALT)
        claims = msgspec.convert(payload, Claims)
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise UnsignedError(reason="signature") from fault
    if not isinstance(expires_at, int) or expires_at <= clock.now_ms():
        raise UnsignedError(reason="expired")
    return claims


def pseudonym(claims: Claims) -> str:
    """A session's name for the day: the same key has another name tomorrow, and none leads back."""
    return _pseudonym(claims, day=clock.now_ms() // _DAY_MS)


def names(claims: Claims) -> list[str]:
    """What a session may be revoked by: its names of today and yesterday, its device, its actor."""
    day = clock.now_ms() // _DAY_MS
    pseudonyms = [_pseudonym(claims, day=day), _pseudonym(claims, day=day - 1)]
    return [*pseudonyms, *filter(None, (claims.device, claims.actor))]


def moved_names(claims: Claims) -> list[str]:
    """What tells that a session's delay was changed: its actor's, its device's."""
    return [moved_name(subject) for subject in (claims.actor, claims.device) if subject]


def _pseudonym(claims: Claims, *, day: int) -> str:
    return hashlib.sha256(f"{_SALT}.{claims.key}.{day}".encode()).hexdigest()[:16]
