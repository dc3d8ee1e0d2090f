"""System checks: what must hold before the house opens its doors."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.core import checks
from msgspec import inspect

from community.core.types import SAFE_INTEGER_MAX
from community.streams import catalogue, folds, subscriptions


def register() -> None:
    """Enter the checks with Django."""
    checks.register(views_decode_samples)
    checks.register(folds_take_samples)
    checks.register(facts_stay_in_domain)
    checks.register(letters_are_sent, deploy=True)


def views_decode_samples(**_: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 -- Django's own signature
    """Decode every sample a subscriber will read through the view it declared."""
    return [
        checks.Error(
            f"{subscription.name} cannot read {entry.type} v{entry.v}: {fault}", id="streams.E001"
        )
        for subscription in subscriptions.registered().values()
        for entry in catalogue.entries()
        if entry.type in subscription.views
        for fault in _fault(entry, subscription.views[entry.type])
    ]


def _fault(entry: catalogue.Entry, view: type[msgspec.Struct]) -> list[str]:
    try:
        msgspec.convert(catalogue.lifted(entry, entry.sample), view, from_attributes=True)
    except msgspec.ValidationError as fault:
        return [str(fault)]
    return []


def folds_take_samples(**_: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 -- Django's own signature
    """Know every notice a fold announces."""
    known = {entry.type for entry in catalogue.entries()}
    return [
        checks.Error(f"{fold.kind} announces {notice}, which no catalogue has", id="streams.E002")
        for fold in folds.registered().values()
        for notice in sorted(fold.notices - known)
    ]


def letters_are_sent(**_: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 -- Django's own signature
    """Ask for a server that takes our mail: without, nobody verifies an address."""
    if settings.EMAIL_HOST:
        return []
    return [checks.Warning("letters stay on this machine: EMAIL_HOST is not set", id="web.W001")]


def facts_stay_in_domain(**_: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 -- Django's own signature
    """Hold every type to the canonical domain: facts are encoded without another look."""
    return [
        checks.Error(f"{entry.type} v{entry.v}{place}: {fault}", id="streams.E003")
        for entry in catalogue.entries()
        for place, fault in _outside(inspect.type_info(entry.data), "", frozenset())
    ]


_SAFE_TYPES = (inspect.BoolType, inspect.StrType, inspect.NoneType)


def _outside(kind: inspect.Type, place: str, within: frozenset[type]) -> Iterator[tuple[str, str]]:
    """(where, why) for every value a type lets in that has no canonical form.

    within: the structs around it, so that one that holds itself is looked at once.
    """
    match kind:
        case inspect.Metadata():
            yield from _outside(kind.type, place, within)
        case inspect.UnionType():
            for option in kind.types:
                yield from _outside(option, place, within)
        case inspect.ListType() | inspect.VarTupleType():
            yield from _outside(kind.item_type, f"{place}/*", within)
        case inspect.StructType() if kind.cls not in within:
            for field in kind.fields:
                inner = f"{place}/{field.encode_name}"
                yield from _outside(field.type, inner, within | {kind.cls})
        case _:
            if (fault := _fault_of(kind)) is not None:
                yield place, fault


def _fault_of(kind: inspect.Type) -> str | None:
    """Why a type without parts is outside the domain; None when it is inside."""
    match kind:
        case inspect.IntType():
            return None if _is_bounded(kind) else "an integer without bounds, or beyond 2^53-1"
        case inspect.LiteralType():
            return _fault_among(kind.values)
        case inspect.EnumType():
            return _fault_among([member.value for member in kind.cls])
        case inspect.DictType():
            # A JsonObject: whoever fills it takes it from typed data.
            is_object = isinstance(kind.key_type, inspect.StrType)
            is_object = is_object and isinstance(kind.value_type, inspect.AnyType)
            return None if is_object else "a dict; JsonObject is the only one"
        case inspect.StructType():
            return None
        case _:
            return None if isinstance(kind, _SAFE_TYPES) else f"{type(kind).__name__} has no form"


def _is_bounded(kind: inspect.IntType) -> bool:
    low = kind.ge if kind.ge is not None else kind.gt
    high = kind.le if kind.le is not None else kind.lt
    return (
        low is not None
        and high is not None
        and -SAFE_INTEGER_MAX <= low <= high <= SAFE_INTEGER_MAX
    )


def _fault_among(values: Iterable[str | int | None]) -> str | None:
    numbers = [value for value in values if isinstance(value, int)]
    if all(abs(number) <= SAFE_INTEGER_MAX for number in numbers):
        return None
    return "an integer beyond 2^53-1"
