"""What config refuses."""

from community.core.errors import InvalidError


class PolicyInvalidError(InvalidError):
    """A policy's values do not fit its schema; pointers are such as `/feeds/batch_events_max`."""

    code = "policy_invalid"
