"""What the feeds' door refuses, beyond what every door does."""

from community.core.errors import ConflictError


class KeyNotInForceError(ConflictError):
    """A key was revoked, has expired or was rotated already."""

    code = "key_not_in_force"
