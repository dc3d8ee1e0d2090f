"""From values to a policy: every fault at once, each with a pointer; pure."""

from collections.abc import Iterator, Mapping
from typing import get_type_hints

import msgspec

from community.config.errors import PolicyInvalidError
from community.config.numbers import Policy
from community.config.schema import KINDS, Policies
from community.core.errors import Fault


def parse(name: str, values: Mapping[str, object]) -> Policy:
    """The policy called name with these values; raises PolicyInvalidError with every fault."""
    kind = KINDS.get(name)
    if kind is None:
        raise PolicyInvalidError(Fault(pointer=f"/{name}", detail="There is no such policy."))
    if faults := list(_faults(name, kind, values)):
        raise PolicyInvalidError(*faults)
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as fault:
        # Each field fits by itself, so this is a rule between fields.
        raise PolicyInvalidError(Fault(pointer=f"/{name}", detail=str(fault))) from fault


def gather(policies: Mapping[str, Policy]) -> Policies:
    """One snapshot of a policy for every name there is; digests are worked out here, once."""
    digests = {name: policy.digest for name, policy in policies.items()}
    return msgspec.convert({**policies, "digests": digests}, Policies, from_attributes=True)


def _faults(name: str, kind: type[Policy], values: Mapping[str, object]) -> Iterator[Fault]:
    hints = get_type_hints(kind, include_extras=True)
    fields = {field: hints[field] for field in kind.__struct_fields__}
    for key in sorted(values.keys() - fields.keys()):
        yield Fault(pointer=f"/{name}/{key}", detail="There is no such number in this policy.")
    for field, hint in fields.items():
        if field not in values:
            yield Fault(pointer=f"/{name}/{field}", detail="This number is missing.")
            continue
        try:
            msgspec.convert(values[field], hint)
        except msgspec.ValidationError as fault:
            yield Fault(pointer=f"/{name}/{field}", detail=str(fault))
