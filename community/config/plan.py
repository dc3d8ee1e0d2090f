"""What applying would change: stored policies against wanted ones; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from community.config.fields import fields_of
from community.config.numbers import Policy


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A policy as it was last applied: plain values, as its schema of then had them."""

    version: int
    digest: str
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number that moves; old is None when it is new, new is None when it goes."""

    field: str
    unit: str
    old: object
    new: object


@dataclass(frozen=True, kw_only=True)
class Step:
    """One policy to apply as version; it follows version - 1, or nothing when version is 1."""

    name: str
    version: int
    digest: str
    policy: Policy
    changes: tuple[Change, ...]


def steps(stored: Mapping[str, Stored], wanted: Mapping[str, Policy]) -> list[Step]:
    """What to apply, by name; a policy whose digest is stored already needs no step."""
    return [
        Step(
            name=name,
            version=before.version + 1 if before else 1,
            digest=policy.digest,
            policy=policy,
            changes=changes(
                before.values if before else {}, msgspec.to_builtins(policy), kind=type(policy)
            ),
        )
        for name, policy in sorted(wanted.items())
        for before in [stored.get(name)]
        if before is None or before.digest != policy.digest
    ]


def changes(
    old: Mapping[str, object], new: Mapping[str, object], *, kind: type[Policy]
) -> tuple[Change, ...]:
    """Every number that differs: the schema's in its order, then those it does not know."""
    units = {field.name: field.unit for field in fields_of(kind)}
    names = [*units, *sorted((old.keys() | new.keys()) - units.keys())]
    return tuple(
        Change(field=name, unit=units.get(name, ""), old=old.get(name), new=new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )
