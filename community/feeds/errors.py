"""What the feeds' door refuses, beyond what every door does."""

from community.core.errors import ConflictError


class TooManyIncidentsError(ConflictError):
    """A match holds as many goals, cards and the like as its board can show."""

    code = "too_many_incidents"


class KeyNotInForceError(ConflictError):
    """A key was revoked, has expired or was rotated already."""

    code = "key_not_in_force"
