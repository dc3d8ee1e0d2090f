"""Wyscout v2 files: their raw shapes, and how their bytes are read; knows nothing of facts.

Source of the format: Pappalardo et al., Sci Data 6:236 (2019); apidocs.wyscout.com, version 2.
"""

import gzip
import io
import re
import zlib
from typing import Annotated, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from community.core.errors import Fault, InvalidError, MalformedError, TooLargeError
from community.core.types import SAFE_INTEGER_MAX

# A match is about half a megabyte, a season's records three: room for ten times the larger.
FILE_BYTES_MAX = 32 * 1024 * 1024

WyscoutId: TypeAlias = Annotated[int, Meta(ge=0, le=SAFE_INTEGER_MAX)]
Shape = TypeVar("Shape")
_NOTHING = msgspec.Raw(b"null")


class RawTag(Struct, frozen=True):
    """A mark on an event: 101 is a goal, 1801 accurate."""

    id: int


class RawPosition(Struct, frozen=True):
    """A place in percent of the pitch, seen by the acting side."""

    x: float
    y: float


class RawEvent(Struct, frozen=True, rename="camel"):
    """One touch as the provider delivers it; player 0 is nobody known, sub_event_id may be ''."""

    id: WyscoutId
    event_id: int
    sub_event_id: int | str
    match_id: WyscoutId
    match_period: Literal["1H", "2H", "E1", "E2", "P"]
    event_sec: Annotated[float, Meta(ge=0, le=14_400)]
    team_id: WyscoutId
    player_id: WyscoutId
    tags: list[RawTag]
    positions: list[RawPosition]


class RawArea(Struct, frozen=True):
    """A country."""

    alpha3code: str = ""


class RawTeam(Struct, frozen=True, rename="camel"):
    """A side; type is club or national."""

    wy_id: WyscoutId
    name: str
    official_name: str = ""
    type: str = ""
    area: RawArea = RawArea()


class RawRole(Struct, frozen=True):
    """Where a player plays: GK, DF, MD or FW."""

    code2: str = ""


class RawPlayer(Struct, frozen=True, rename="camel"):
    """A player of a side."""

    wy_id: WyscoutId
    short_name: str = ""
    first_name: str = ""
    last_name: str = ""
    role: RawRole = RawRole()


class RawTeamEntry(Struct, frozen=True):
    """What a value of `teams` holds."""

    team: RawTeam


class RawPlayerEntry(Struct, frozen=True):
    """What an item of a list in `players` holds."""

    player: RawPlayer


class RawNamed(Struct, frozen=True, rename="camel"):
    """A player of a line-up or bench."""

    player_id: WyscoutId


class RawSubstitution(Struct, frozen=True, rename="camel"):
    """A change of players, by display minute: 1 is the first, 46 the second half's first."""

    player_in: WyscoutId
    player_out: WyscoutId
    minute: Annotated[int, Meta(ge=0, le=240)]


class RawFormation(Struct, frozen=True):
    """Who played; the provider writes "null" for an empty list."""

    lineup: list[RawNamed] | str | None = None
    bench: list[RawNamed] | str | None = None
    substitutions: list[RawSubstitution] | str | None = None


class RawTeamRecord(Struct, frozen=True):
    """One side in the official record."""

    side: Literal["home", "away"]
    formation: RawFormation | None = None


class RawRecord(Struct, frozen=True, rename="camel"):
    """The official record of a match."""

    wy_id: WyscoutId
    dateutc: str
    teams_data: dict[str, msgspec.Raw]
    competition_id: WyscoutId
    season_id: WyscoutId
    venue: str = ""
    group_name: str = ""
    gameweek: int = 0


class RawFile(Struct, frozen=True):
    """A match file; `match` is the official record, when the file carries it."""

    events: list[RawEvent]
    teams: dict[str, msgspec.Raw]
    players: dict[str, msgspec.Raw]
    match: msgspec.Raw = _NOTHING

    @property
    def has_record(self) -> bool:
        """Whether the file carries the official record."""
        return bytes(self.match) != bytes(_NOTHING)


class _AnyRecord(Struct, frozen=True, rename="camel"):
    wy_id: WyscoutId


def unpacked(octets: bytes) -> bytes:
    """The bytes of a file, unzipped when they are gzip; raises MalformedError, TooLargeError."""
    if octets[:2] == b"\x1f\x8b":
        try:
            octets = gzip.GzipFile(fileobj=io.BytesIO(octets)).read(FILE_BYTES_MAX + 1)
        except (OSError, EOFError, zlib.error) as fault:
            raise MalformedError(detail=f"gzip: {fault}") from fault
    if len(octets) > FILE_BYTES_MAX:
        raise TooLargeError(limit=FILE_BYTES_MAX, unit="bytes")
    return octets


def shaped(octets: bytes | msgspec.Raw, shape: type[Shape], *, pointer: str = "") -> Shape:
    """Read JSON of a shape; pointer: where in its file the value stands.

    Raises MalformedError when it is not JSON, InvalidError when it has another shape.
    """
    try:
        return msgspec.json.decode(octets, type=shape)
    except msgspec.ValidationError as fault:
        detail, _, path = str(fault).partition(" - at `$")
        raise invalid(
            pointer=pointer + _pointer_of(path.removesuffix("`")), detail=detail
        ) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise MalformedError(detail=f"JSON: {fault}") from fault


def record_of(octets: bytes, *, match_id: int) -> RawRecord | None:
    """The record of a match among a file's list of records; None when it is not there."""
    for position, raw in enumerate(shaped(octets, list[msgspec.Raw])):
        pointer = f"/{position}"
        if shaped(raw, _AnyRecord, pointer=pointer).wy_id == match_id:
            return shaped(raw, RawRecord, pointer=pointer)
    return None


def invalid(*, pointer: str, detail: str) -> InvalidError:
    """A refusal of one fault."""
    return InvalidError(Fault(pointer=pointer, detail=detail))


def escaped(key: str) -> str:
    """A key as a token of a JSON pointer; RFC 6901, 3."""
    return key.replace("~", "~0").replace("/", "~1")


def _pointer_of(path: str) -> str:
    return re.sub(r"\.|\[(\d+)\]", lambda found: f"/{found[1] or ''}", path)
