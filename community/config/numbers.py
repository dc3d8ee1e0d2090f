"""What policies are made of: whole numbers and switches, each with its unit, bounds and meaning."""

import msgspec
from msgspec import Meta

from community.core import canonical

MiB = 1024 * 1024


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every policy: whole numbers, units last in their names."""

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, 64 hexadecimal digits; what facts cite."""
        return canonical.digest(self)


def number(unit: str, *, ge: int, le: int, means: str) -> Meta:
    """A number of a policy: its unit, bounds and meaning."""
    return Meta(ge=ge, le=le, description=means, extra={"unit": unit})


def switch(means: str) -> Meta:
    """What a policy turns on or off."""
    return Meta(description=means, extra={"unit": ""})
