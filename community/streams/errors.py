"""What the log refuses."""

from community.core.errors import ConflictError, NotFoundError


class UnknownStreamError(NotFoundError):
    """No stream has this name."""

    code = "unknown_stream"


class DroppedStreamError(ConflictError):
    """The stream was dropped when its retention ended; its name is not used again."""

    code = "dropped_stream"


class StaleEpochError(ConflictError):
    """A producer speaks from an epoch that ended."""

    code = "stale_epoch"
