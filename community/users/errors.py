"""What users' verbs refuse."""

from community.core.errors import NotFoundError


class UnknownUserError(NotFoundError):
    """No user has this key or name."""

    code = "unknown_user"


class MissingPermissionError(NotFoundError):
    """A role names a permission the database does not have: it is not migrated yet."""

    code = "missing_permission"


class UnknownCommandError(NotFoundError):
    """No command has this name."""

    code = "unknown_command"
