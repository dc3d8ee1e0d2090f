"""Sealing secrets at rest: Fernet under a key derived from the project's own; knows no table."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from community.core.errors import UnavailableError

# Sources with two keys each; a miss costs one decryption.
UNSEALED_KEPT_MAX = 256


def seal(secret: bytes) -> bytes:
    """Encrypt a secret; the same secret never looks the same twice."""
    return _fernet(settings.SECRET_KEY).encrypt(secret)


@lru_cache(maxsize=UNSEALED_KEPT_MAX)
def unseal(sealed: bytes) -> bytes:
    """Decrypt a secret; raises UnavailableError when it was sealed under another SECRET_KEY."""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(sealed)
    except InvalidToken as fault:
        raise UnavailableError(reason="a key was sealed under another SECRET_KEY") from fault


@lru_cache(maxsize=1)
def _fernet(secret_key: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"terrace.feeds.sealing.v1")
    return Fernet(base64.urlsafe_b64encode(derivation.derive(secret_key.encode())))
