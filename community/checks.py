"""System checks: what must hold before the house opens its doors."""

from typing import Any

import msgspec
from django.core import checks

from community.streams import catalogue, folds, subscriptions


def register() -> None:
    """Enter the checks with Django."""
    checks.register(views_decode_samples)
    checks.register(folds_take_samples)


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
