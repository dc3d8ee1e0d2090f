"""A stream kind of these tests: words on a wall, some hidden later, some never shown to anybody."""

from collections.abc import Iterable

import msgspec

from community.core.ids import random_id
from community.core.types import JsonObject
from community.streams import catalogue
from community.streams.facts import Fact, FactData, Provenance
from community.streams.folds import EMPTY, Audience, Bare, Overlay
from tests.streams.factories import AT


@catalogue.states("wall.written", id="note_1", words="Well played.")
class Written(FactData, frozen=True, kw_only=True):
    """Words were put on the wall."""

    id: str
    words: str


@catalogue.states("wall.hidden", id="note_1")
class Hidden(FactData, frozen=True, kw_only=True):
    """Words were taken from the wall; their place stays."""

    id: str


@catalogue.states("wall.shadowed", id="note_2", words="Well played?")
class Shadowed(FactData, frozen=True, kw_only=True):
    """Words that only their author sees, and he elsewhere."""

    id: str
    words: str


class Note(msgspec.Struct, omit_defaults=True):
    """One place on the wall: its words, or that they are hidden."""

    words: str | None = None
    hidden: bool = False


class Wall(msgspec.Struct):
    """The public state."""

    notes: dict[str, Note] = {}


class WallFold(Bare):
    """Satisfies `community.streams.folds.Fold[Wall]`."""

    kind = "wall"
    version = 1
    audience: Audience = "everyone"
    shape = Wall
    notices = frozenset({"wall.hidden"})

    def empty(self) -> Wall:
        """Nothing is on it."""
        return Wall()

    def fold(self, state: Wall, facts: Iterable[tuple[int, Fact]]) -> None:
        """Hidden words are not kept, so that no dump and no snapshot can hold them."""
        for _, fact in facts:
            match fact.data:
                case Written(id=id, words=words):
                    state.notes[id] = Note(words=words)
                case Hidden(id=id):
                    state.notes[id] = Note(hidden=True)

    def project(self, state: Wall, overlay: Overlay = EMPTY) -> JsonObject:
        """The notes by id."""
        del overlay
        public: JsonObject = msgspec.to_builtins(state)
        return public

    def dump(self, state: Wall) -> bytes:
        """As it is."""
        return msgspec.json.encode(state)

    def load(self, octets: bytes) -> Wall:
        """Read what dump wrote."""
        return msgspec.json.decode(octets, type=Wall)


def stated(data: FactData, *, trace: str | None = None) -> Fact:
    """A fact of the wall."""
    prov = Provenance(source="wall", trace=trace) if trace else None
    entry = catalogue.entry_of(data)
    return Fact(type=entry.type, v=entry.v, id=random_id("note"), at=AT, prov=prov, data=data)


def written(number: int, words: str, **envelope: str) -> Fact:
    """Words in the place of a number."""
    return stated(Written(id=f"note_{number}", words=words), **envelope)


def hidden(number: int) -> Fact:
    """The words in that place are hidden."""
    return stated(Hidden(id=f"note_{number}"))


def shadowed(number: int, words: str, **envelope: str) -> Fact:
    """Words nobody is shown."""
    return stated(Shadowed(id=f"note_{number}", words=words), **envelope)
