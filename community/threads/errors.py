"""What the threads refuse."""

from community.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError


class UnknownPostError(NotFoundError):
    """The thread has no such post."""

    code = "unknown_post"


class GonePostError(ConflictError):
    """The post is hidden, deleted or erased: nothing more is said to it."""

    code = "gone_post"


class OwnPostError(ForbiddenError):
    """Nobody votes for what he wrote himself."""

    code = "own_post"


class AlreadyGivenError(ConflictError):
    """The reaction is given already: it counts once."""

    code = "already_given"


class NotGivenError(ConflictError):
    """The reaction is not given: there is nothing to take back."""

    code = "not_given"


class ShownPostError(ConflictError):
    """The post is not hidden."""

    code = "shown_post"


class NotTheAuthorError(ForbiddenError):
    """Somebody else wrote it."""

    code = "not_the_author"


class BlockedError(ForbiddenError):
    """One of the two blocked the other: they do not answer each other."""

    code = "blocked"


class UnfitTextError(InvalidError):
    """The text cannot be shown: too long, empty, letters nobody reads, or too much in it."""

    code = "unfit_text"


class BadAnchorError(InvalidError):
    """What the post speaks of is not in the match, or its author cannot have seen it."""

    code = "bad_anchor"
