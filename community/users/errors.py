"""What users' verbs refuse."""

from datetime import datetime

from community.core.errors import ConflictError, ForbiddenError, NotFoundError


class UnknownUserError(NotFoundError):
    """No user has this key or name."""

    code = "unknown_user"


class MissingPermissionError(NotFoundError):
    """A role names a permission the database does not have: it is not migrated yet."""

    code = "missing_permission"


class UnknownCommandError(NotFoundError):
    """No command has this name."""

    code = "unknown_command"


class UnknownActorError(NotFoundError):
    """No open account has this actor id."""

    code = "unknown_actor"


class UnknownDeviceError(NotFoundError):
    """The user is signed in with no such device."""

    code = "unknown_device"


class UnknownCompetitionError(NotFoundError):
    """No competition has this id."""

    code = "unknown_competition"


class HandleTakenError(ConflictError):
    """Somebody has this handle already."""

    code = "handle_taken"


class StandingError(ForbiddenError):
    """A sanction is in force: its kind, until when (None: until it is lifted), and why."""

    code = "standing"

    def __init__(self, *, kind: str, until: datetime | None, reason: str) -> None:
        # In words: what a door tells of it is read by people and by clients.
        ends = until.isoformat() if until else None
        super().__init__(kind=str(kind), until=ends, reason=str(reason))
        self.kind = kind
        self.until = until
        self.reason = reason
