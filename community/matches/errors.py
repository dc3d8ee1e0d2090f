"""What the matches refuse."""

from community.core.errors import NotFoundError


class UnknownMatchError(NotFoundError):
    """No fixture has this id, ours or the provider's."""

    code = "unknown_match"


class UnknownEventError(NotFoundError):
    """The match never had this event."""

    code = "unknown_event"
