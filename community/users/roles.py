"""Roles, and what each may do, as Django's permissions."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the house; each is a group of that name."""

    FAN = "fan"
    MODERATOR = "moderator"
    PRODUCT_MANAGER = "product manager"
    OPERATOR = "operator"


MATCHES = (
    "sport",
    "competition",
    "season",
    "club",
    "player",
    "fixture",
    "squad",
    "externalid",
)
FEEDS = ("source", "sourcekey")
TALK = ("post",)


def _may(verbs: str, nouns: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{verb}_{noun}" for noun in nouns for verb in verbs.split())


# Nobody may delete: facts cite what the catalogue holds. Users are changed by superusers alone.
PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.FAN: frozenset(),
    Role.MODERATOR: _may("view", (*MATCHES, *TALK)),
    Role.PRODUCT_MANAGER: _may("view", (*MATCHES, "policyversion")),
    Role.OPERATOR: _may("view add change", (*MATCHES, *FEEDS))
    | _may("view", ("refusal", "policyversion", "user", *TALK)),
}
# On one competition: hide posts there, set standing there.
MODERATE = "moderate_competition"
# Who may enter the console.
STAFF = frozenset({Role.MODERATOR, Role.PRODUCT_MANAGER, Role.OPERATOR})
