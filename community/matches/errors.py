"""What the matches refuse."""

from community.core.errors import ConflictError, Fault, InvalidError, NotFoundError


class UnknownMatchError(NotFoundError):
    """No fixture has this id, ours or the provider's."""

    code = "unknown_match"


class UnknownClubError(NotFoundError):
    """No club has this id."""

    code = "unknown_club"


class UnknownEventError(NotFoundError):
    """The match never had this event."""

    code = "unknown_event"


class NotKickedOffError(ConflictError):
    """Nobody has told yet that the match kicked off, so nobody can have seen it."""

    code = "not_kicked_off"


class TooFarBehindError(ConflictError):
    """The kick-off was told longer ago than the longest delay there is, in seconds."""

    code = "too_far_behind"

    def __init__(self, *, longest_s: int) -> None:
        super().__init__(longest_s=longest_s)


class TooManyIncidentsError(ConflictError):
    """A match holds as many goals, cards and the like as its board can show."""

    code = "too_many_incidents"


class UnknownInstantError(InvalidError):
    """The match has no such offset, or none that who asks may see yet: nobody can tell which."""

    def __init__(self, pointer: str = "/at") -> None:
        super().__init__(Fault(pointer=pointer, detail="no moment of this match"))
