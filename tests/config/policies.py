"""Policies for tests: the repository's, changed."""

import msgspec

from community.config import files, services
from community.config.parsing import parse


def changed(name, **changes):
    """The repository's policy with some numbers changed."""
    return parse(name, msgspec.to_builtins(files.repository()[name]) | changes)


def apply_changed(name, **changes):
    """Put a changed policy in force; what the service did."""
    return services.apply(by="actor_1", reason="A test.", wanted={name: changed(name, **changes)})
