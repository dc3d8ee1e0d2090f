"""What moderation refuses."""

from community.core.errors import ConflictError, Fault, ForbiddenError, InvalidError, NotFoundError


class ScreenedError(InvalidError):
    """The text is not shown; reasons: the rules that say so, by their ids."""

    code = "screened"

    def __init__(self, *reasons: str, pointer: str = "/text") -> None:
        super().__init__(*(Fault(pointer=pointer, detail=reason) for reason in reasons))
        self.reasons = reasons


class HeldError(ForbiddenError):
    """The text waits for a moderator; held: what it waits under."""

    code = "held"

    def __init__(self, *, held: str) -> None:
        super().__init__(held=held, reason="held")
        self.held = held


class TooManyHeldError(ForbiddenError):
    """As many of the author's posts wait as may."""

    code = "too_many_held"


class UnknownHeldError(NotFoundError):
    """Nothing waits under this id."""

    code = "unknown_held"


class DecidedError(ConflictError):
    """It was decided already."""

    code = "decided"


class EarlierHeldError(ConflictError):
    """Another text of the same author waits longer: they are let through in order."""

    code = "earlier_held"


class ReportedError(ConflictError):
    """Its sender reported the post already."""

    code = "reported"


class OwnCaseError(ForbiddenError):
    """Nobody reports what is their own, or decides on it."""

    code = "own_case"


class PeerError(ForbiddenError):
    """Who looks after a competition is judged there by an operator, not by another moderator."""

    code = "peer"


class ElsewhereError(ForbiddenError):
    """The competition is not one the moderator looks after."""

    code = "moderates_elsewhere"


class WiderStandingError(ConflictError):
    """A standing that holds elsewhere too is in force: who set it changes it."""

    code = "wider_standing"
