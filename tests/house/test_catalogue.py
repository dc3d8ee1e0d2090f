"""The catalogue: every fact class is entered, under a name of its slice, with no word of a person.

A fact is forever: what it says must be an id, a number, a closed set of words, or text listed here.
"""

import importlib
import re

import msgspec
import pytest
from msgspec import inspect

from community import wiring
from community.core import canonical
from community.core.ids import random_id
from community.core.types import JsonObject
from community.streams import catalogue
from community.streams.facts import Fact, FactData
from tests.house.tree import SLICES, sources

# Tests of the catalogue enter types of their own.
ENTRIES = [entry for entry in catalogue.entries() if entry.data.__module__.startswith(SLICES)]
TYPE = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")
# What a slice calls its facts, where that is not the slice's own name in the singular.
PREFIXES = {
    "community.config.facts": "policy",
    "community.matches.facts": "match",
    "community.notices.facts": "user",
    "community.reputation.facts": "user",
    "moderation.facts": "moderation",
}
# Words for what a person is called, where to find one, or what one wrote.
PERSONAL = {
    "address", "author", "birthday", "body", "city", "comment", "content", "device", "display_name",
    "email", "first_name", "handle", "ip", "label", "last_name", "message", "name", "note",
    "password", "phone", "secret", "surname", "text", "title", "token", "user_agent", "username",
}  # fmt: skip
# Fields that look personal or may hold any text, and why they do not hold a person.
LISTED = {
    ("policy.applied", "name"): "the policy's own name, an identifier",
    ("policy.applied", "reason"): "why a number was changed, by who changes it for everybody",
    ("match.goal", "reason"): "why an operator set a goal by hand, shown to everybody",
    ("match.own_goal", "reason"): "the same",
    ("match.retracted", "reason"): "why an event was taken back, shown to everybody",
    ("match.amended", "reason"): "why an event was told anew, shown to everybody",
    ("match.retracted", "type"): "a fact's type, checked against this catalogue",
    ("match.amended", "type"): "the same",
}


def fact_modules():
    """Every slice's facts.py, save the log's own, which holds what they are made of."""
    return [
        source.module
        for source in sources(*SLICES)
        if source.module.endswith(".facts") and source.module != "community.streams.facts"
    ]


def concrete(module):
    """Fact classes of a module that no other class extends and none carries inside."""
    found = [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, type) and issubclass(value, FactData) and value.__module__ == module
    ]
    carried = {kind for value in found for kind in _structs(value)}
    return [value for value in found if not value.__subclasses__() and value not in carried]


def _fields(data):
    kind = inspect.type_info(data)
    assert isinstance(kind, inspect.StructType), "facts are structs"
    return kind.fields


def _structs(data):
    """Struct classes that a class's fields hold."""
    for field in _fields(data):
        for kind in _kinds(field.type):
            if isinstance(kind, inspect.StructType):
                yield kind.cls
                yield from _structs(kind.cls)


def _kinds(kind):
    """A type and every type inside it, structs unopened.

    A text whose form is told in its schema alone is checked by the door, for a whole batch at once.
    """
    if isinstance(kind, inspect.Metadata) and "pattern" in (kind.extra_json_schema or {}):
        return
    yield kind
    inner = [getattr(kind, name, None) for name in ("type", "item_type", "key_type", "value_type")]
    for child in [*inner, *getattr(kind, "types", ())]:
        if isinstance(child, inspect.Type):
            yield from _kinds(child)


def telling(fact_type, data):
    """Fields of a data class, at any depth, that could hold words about a person."""
    for field in _fields(data):
        if (fact_type, field.encode_name) not in LISTED and _may_tell(field):
            yield f"{fact_type}.{field.encode_name}"
    for carried in _structs(data):
        yield from telling(fact_type, carried)


def _may_tell(field):
    open_text = [
        kind
        for kind in _kinds(field.type)
        if isinstance(kind, inspect.StrType) and kind.pattern is None
    ]
    # A map of any values is a fact's data within a fact: it was checked as its own type.
    is_map = any(isinstance(kind, inspect.DictType) for kind in _kinds(field.type))
    return field.encode_name in PERSONAL or bool(open_text and not is_map)


def prefix_of(module):
    """What the types of a slice's facts begin with."""
    return PREFIXES.get(module, module.split(".")[1].removesuffix("s"))


def test_every_module_of_facts_is_wired():
    assert {module.__name__ for module in wiring.CATALOGUES} == set(fact_modules())


@pytest.mark.parametrize("module", fact_modules())
def test_every_fact_class_is_entered(module):
    entered = {entry.data for entry in ENTRIES}

    assert concrete(module) != []
    assert [data.__name__ for data in concrete(module) if data not in entered] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.type}-{entry.v}")
class TestEveryEntry:
    def test_its_type_is_its_slices_and_names_its_class(self, entry):
        slice_name, _, what = entry.type.partition(".")

        assert TYPE.fullmatch(entry.type)
        assert slice_name == prefix_of(entry.data.__module__)
        assert "".join(word.title() for word in what.split("_")) in entry.data.__name__

    def test_its_sample_is_canonical_and_reads_back(self, entry):
        fact = Fact(
            type=entry.type,
            v=entry.v,
            id=random_id("event"),
            at=1_529_949_602_102,
            data=entry.sample,
        )
        octets = catalogue.encode(fact)

        assert canonical.dumps(canonical.loads(octets)) == octets
        assert entry.decode(msgspec.json.encode(entry.sample)) == entry.sample
        assert catalogue.decode(octets).data == catalogue.lifted(entry, entry.sample)

    def test_it_refuses_what_it_does_not_know(self, entry):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(msgspec.to_builtins(entry.sample) | {"unheard_of": 1}, entry.data)

    def test_it_says_nothing_of_a_person(self, entry):
        assert list(telling(entry.type, entry.data)) == []

    def test_its_versions_are_lifted_to_the_newest(self, entry):
        assert (entry.lift is None) == (entry is catalogue.latest(entry.type))


class Nickname(FactData, frozen=True, kw_only=True):
    """A planted fault: a person's words, two deep."""

    name: int
    words: list[str]


class Renamed(FactData, frozen=True, kw_only=True):
    """A planted fault: carries another, and data of any shape."""

    before: Nickname | None = None
    data: JsonObject = {}


def test_a_word_about_a_person_is_found_at_any_depth():
    assert list(telling("user.renamed", Renamed)) == ["user.renamed.name", "user.renamed.words"]


def test_a_class_that_nobody_entered_is_found():
    assert concrete(__name__) == [Renamed]
    assert Renamed not in {entry.data for entry in ENTRIES}
