"""Standard Webhooks signatures (v1, HMAC-SHA256), in bytes; knows no request and no key store.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from community.core.errors import UnsignedError

# The specification's form of a secret, so that providers may use any library of theirs.
SECRET_PREFIX = "whsec_"  # noqa: S105 -- the form, not a secret
SIGNATURE_PREFIX = "v1,"
# Two keys may be in force while one is rotated out; a header with many more attacks our time.
SIGNATURES_MAX = 8


def secret_text(secret: bytes) -> str:
    """A secret as people copy it: `whsec_` and base64."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def secret_bytes(text: str) -> bytes:
    """The bytes of a secret as people copied it; raises UnsignedError."""
    try:
        return base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise UnsignedError(reason="secret") from fault


def signature(secret: bytes, *, message_id: str, timestamp_s: int, body: bytes) -> str:
    """One signature of a message: `v1,` and base64 of HMAC-SHA256 over id.timestamp.body."""
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    return (
        SIGNATURE_PREFIX
        + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    )


def headers(secret: bytes, *, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The three headers a sender adds."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": signature(
            secret, message_id=message_id, timestamp_s=timestamp_s, body=body
        ),
    }


def verify(
    secrets: Sequence[bytes], *, message_id: str, timestamp_s: int, offered: str, body: bytes
) -> None:
    """Hold a signature header against every secret in force; raises UnsignedError."""
    candidates = offered.split(" ")[:SIGNATURES_MAX]
    for secret in secrets:
        expected = signature(secret, message_id=message_id, timestamp_s=timestamp_s, body=body)
        for candidate in candidates:
            if hmac.compare_digest(expected.encode(), candidate.encode()):
                return
    raise UnsignedError(reason="signature")


def timestamp(text: str, *, now_s: int, tolerance_s: int) -> int:
    """Read a timestamp header; raises UnsignedError when it is no time, or not of now."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):  # noqa: PLR2004 -- year 33658
        raise UnsignedError(reason="timestamp")
    timestamp_s = int(text)
    if abs(now_s - timestamp_s) > tolerance_s:
        raise UnsignedError(reason="stale")
    return timestamp_s
