"""The catalogue of facts: every type and version, a sample of each, the lifts from old to new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar, Union

import msgspec

from community.core import canonical
from community.core.errors import OutsideDomainError
from community.streams.facts import Fact, FactData

_Data = TypeVar("_Data", bound=type[FactData])
Lift: TypeAlias = Callable[[Any], FactData]
DataClass: TypeAlias = type[FactData]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One type at one version; `lift` takes this version's data to the next version's."""

    type: str
    v: int
    data: DataClass
    sample: FactData
    lift: Lift | None
    decode: Callable[[bytes], Any]


_entries: dict[tuple[str, int], Entry] = {}
_latest: dict[str, Entry] = {}
_by_data: dict[type[FactData], Entry] = {}


def states(
    fact_type: str, *, v: int = 1, lift: Lift | None = None, **sample: object
) -> Callable[[_Data], _Data]:
    """Enter a data class into the catalogue under its type, version and a sample of its fields."""

    def enter(data: _Data) -> _Data:
        assert (fact_type, v) not in _entries, f"{fact_type} v{v} is in the catalogue twice"
        entry = Entry(
            type=fact_type,
            v=v,
            data=data,
            sample=data(**sample),
            lift=lift,
            decode=msgspec.json.Decoder(data).decode,
        )
        _entries[fact_type, v] = entry
        _by_data[data] = entry
        if fact_type not in _latest or _latest[fact_type].v < v:
            _latest[fact_type] = entry
        _reader.cache_clear()
        return data

    return enter


def entries() -> Iterator[Entry]:
    """Every type and version, in order."""
    for _, entry in sorted(_entries.items()):
        yield entry


def entry_of(data: FactData) -> Entry:
    """The entry a data object belongs to; KeyError when its class was never entered."""
    return _by_data[type(data)]


def latest(fact_type: str) -> Entry:
    """The newest version of a type; KeyError when there is none."""
    return _latest[fact_type]


class _Envelope(Fact, frozen=True, kw_only=True, omit_defaults=True):
    data: msgspec.Raw


_decode_envelope = msgspec.json.Decoder(_Envelope).decode


def encode(fact: Fact) -> bytes:
    """The fact's canonical bytes, without the newline that parts facts in a body."""
    return canonical.encode_struct(fact)


def decode(octets: bytes) -> Fact:
    """Read one fact and lift its data to the newest version; raises OutsideDomainError."""
    try:
        raw = _decode_envelope(octets)
        data = data_of(raw.type, v=raw.v, octets=raw.data)
    except msgspec.DecodeError as fault:
        raise OutsideDomainError(pointer="", fault=str(fault)) from fault
    return Fact(
        type=raw.type,
        v=_latest[raw.type].v,
        id=raw.id,
        at=raw.at,
        by=raw.by,
        prov=raw.prov,
        cause=raw.cause,
        op=raw.op,
        policy=raw.policy,
        scope=raw.scope,
        data=data,
    )


def read(lines: Sequence[bytes]) -> list[Fact]:
    """Facts as `decode` gives them, each of a class of its type, for half the time; for folds.

    Where one is of an old version or at fault, each is decoded by itself. Raises
    OutsideDomainError.
    """
    try:
        told: list[Fact] = _reader().decode_lines(b"\n".join(lines))
    except msgspec.DecodeError:
        told = []
    return told if len(told) == len(lines) else list(map(decode, lines))


@cache
def _reader() -> msgspec.json.Decoder[Any]:
    """Reads every type at its newest version, envelope and data in one call."""
    return msgspec.json.Decoder(Union[tuple(map(_told_class, _latest.values()))])  # noqa: UP007 -- made at run time


def _told_class(entry: Entry) -> type[Fact]:
    """A Fact of one type: msgspec tells it by its tag, so the field of that name is a default."""
    exactly = Annotated[int, msgspec.Meta(ge=entry.v, le=entry.v)]
    made = msgspec.defstruct(
        "Told",
        [("type", str, entry.type), ("v", exactly), ("data", entry.data)],
        bases=(Fact,),
        tag=entry.type,
        tag_field="type",
        rename={"type": "type of the tag"},
        frozen=True,
        kw_only=True,
        omit_defaults=True,
        gc=False,
    )
    assert issubclass(made, Fact), "its base was just named"
    return made


def decode_body(body: bytes) -> list[Fact]:
    """Read a batch's body: one fact a line."""
    return [decode(line) for line in body.splitlines()]


def data_of(fact_type: str, *, v: int, octets: bytes | msgspec.Raw) -> FactData:
    """Decode data of a type at a version and lift it to the newest."""
    entry = _entries.get((fact_type, v))
    if entry is None:
        raise OutsideDomainError(pointer="/type", fault=f"{fact_type} v{v} is not in the catalogue")
    return lifted(entry, entry.decode(octets))


def lifted(entry: Entry, data: FactData) -> FactData:
    """Take data to the newest version, one lift a version."""
    while entry.lift is not None:
        data = entry.lift(data)
        entry = _by_data[type(data)]
    return data


def encode_all(facts: Sequence[Fact]) -> list[bytes]:
    """Each fact's canonical bytes, in order."""
    return canonical.encode_structs(facts)
