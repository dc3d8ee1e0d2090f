"""What each number of a policy is: its unit, bounds and meaning, read from the schema; pure."""

from dataclasses import dataclass
from functools import cache
from typing import get_type_hints

from msgspec import Meta

from community.config.numbers import Policy


@dataclass(frozen=True, kw_only=True)
class Field:
    """One number; least and most are None for a list, whose items have bounds of their own."""

    name: str
    unit: str
    least: int | None
    most: int | None
    means: str


@cache
def fields_of(kind: type[Policy]) -> tuple[Field, ...]:
    """Every number of a kind of policy, in the schema's order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_field(name, hints[name].__metadata__[0]) for name in kind.__struct_fields__)


def _field(name: str, meta: Meta) -> Field:
    assert meta.extra is not None, f"{name} has no unit"
    assert meta.description is not None, f"{name} has no meaning"
    least, most = meta.ge, meta.le
    return Field(
        name=name,
        unit=str(meta.extra["unit"]),
        least=None if least is None else int(least),
        most=None if most is None else int(most),
        means=meta.description,
    )
