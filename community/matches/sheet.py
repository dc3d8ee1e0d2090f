"""A fixture as somebody announces it: names and ids in the announcer's own words; pure."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from community.core.types import EpochMillis, Identifier

# Control characters are no part of a name, and PostgreSQL's text holds no NUL.
Name: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*\Z")
]


class NamedThing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competition or a season: the provider's id and the name to show."""

    id: Identifier
    name: Name


class PlayerSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A player of a squad; shirt is the number on the back, role one of GK, DF, MF, FW."""

    id: Identifier
    name: Name
    shirt: Annotated[int, Meta(ge=1, le=99)] | None = None
    role: Annotated[str, Meta(pattern=r"^[A-Z]{2,3}\Z")] | None = None


class ClubSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side of a fixture with its squad; code is 2-4 capitals, colour its shirt's #rrggbb."""

    id: Identifier
    name: Name
    code: Annotated[str, Meta(pattern=r"^[A-Z0-9]{2,4}\Z")]
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")] | None = None
    players: Annotated[list[PlayerSheet], Meta(max_length=60)] = []


class FixtureSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fixture as a provider announces it; simulated fixtures say so."""

    id: Identifier
    competition: NamedThing
    season: NamedThing
    home: ClubSheet
    away: ClubSheet
    kickoff_at: EpochMillis
    venue: Name | None = None
    round: Name | None = None
    simulated: bool = False
