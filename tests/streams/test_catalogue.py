"""The catalogue: what may be stated, and how what was stated long ago reads today."""

import msgspec
import pytest

from community.core.errors import OutsideDomainError
from community.streams import catalogue
from community.streams.catalogue import Entry
from community.streams.facts import Cause, Fact, FactData, Provenance, Scope
from tests.streams.factories import goal

ENTRIES = list(catalogue.entries())


class RunStarted(FactData, frozen=True, kw_only=True):
    """As the test first stated it: seconds."""

    after_s: int


class RunStartedSplit(FactData, frozen=True, kw_only=True):
    """Version 2: milliseconds."""

    after_ms: int


class RunStartedNamed(FactData, frozen=True, kw_only=True):
    """Version 3: somebody runs."""

    after_ms: int
    runner: str


@pytest.fixture
def versions(monkeypatch):
    """A type of three versions, in a catalogue of its own."""
    for name in ("_entries", "_latest", "_by_data"):
        monkeypatch.setattr(catalogue, name, {})
    catalogue.states("run.started", v=3, after_ms=7_000, runner="nobody")(RunStartedNamed)
    catalogue.states(
        "run.started",
        lift=lambda data: RunStartedSplit(after_ms=data.after_s * 1_000),
        after_s=7,
    )(RunStarted)
    catalogue.states(
        "run.started",
        v=2,
        lift=lambda data: RunStartedNamed(after_ms=data.after_ms, runner="nobody"),
        after_ms=7_000,
    )(RunStartedSplit)


def fact_of(entry: Entry, **more):
    return Fact(
        type=entry.type, v=entry.v, id="event_1", at=1_529_949_602_102, data=entry.sample, **more
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.type}-v{entry.v}")
def test_every_sample_comes_back_as_it_was_stated(entry):
    fact = fact_of(entry)

    octets = catalogue.encode(fact)

    assert catalogue.encode(catalogue.decode(octets)) == octets
    assert catalogue.decode(octets) == fact


def test_an_envelope_comes_back_whole():
    fact = fact_of(
        ENTRIES[0],
        by="actor_1",
        prov=Provenance(source="wyscout", id="7", trace="a" * 32, simulated=True),
        cause=Cause(stream="match.m1", offset=3),
        op="0190a6e0-0000-7000-8000-000000000000",
        policy="f" * 64,
        scope=Scope(competition="competition_1", jurisdiction="de", retention="match"),
    )

    assert catalogue.decode(catalogue.encode(fact)) == fact


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize(
    ("v", "data"),
    [(1, b'{"after_s":7}'), (2, b'{"after_ms":7000}'), (3, b'{"after_ms":7000,"runner":"nobody"}')],
)
def test_what_was_stated_in_any_version_reads_as_the_newest(v, data):
    octets = b'{"type":"run.started","v":%d,"id":"event_1","at":5,"data":%s}' % (v, data)

    fact = catalogue.decode(octets)

    assert (fact.v, fact.data) == (3, RunStartedNamed(after_ms=7_000, runner="nobody"))


@pytest.mark.usefixtures("versions")
def test_the_catalogue_lists_versions_in_order_and_knows_the_newest():
    assert [(entry.type, entry.v) for entry in catalogue.entries()] == [
        ("run.started", 1),
        ("run.started", 2),
        ("run.started", 3),
    ]
    assert catalogue.latest("run.started").data is RunStartedNamed
    assert catalogue.entry_of(RunStarted(after_s=1)).v == 1


@pytest.mark.usefixtures("versions")
def test_a_type_is_entered_once_a_version():
    with pytest.raises(AssertionError, match="v2 is in the catalogue twice"):
        catalogue.states("run.started", v=2, after_ms=1)(RunStartedSplit)


def test_a_class_that_was_never_entered_has_no_entry():
    with pytest.raises(KeyError):
        catalogue.entry_of(RunStarted(after_s=1))


@pytest.mark.parametrize(
    ("octets", "pointer"),
    [
        (b'{"type":"match.unheard","v":1,"id":"event_1","at":5,"data":{}}', "/type"),
        (b'{"type":"match.kicked_off","v":9,"id":"event_1","at":5,"data":{}}', "/type"),
        (b'{"type":"match.kicked_off","v":1,"id":"event_1","at":5,"data":{"x":1}}', ""),
        (b'{"type":"match.kicked_off","v":1,"id":"","at":5,"data":{}}', ""),
        (b'{"type":"match.kicked_off","v":1,"id":"event_1","at":-1,"data":{}}', ""),
        (b"{", ""),
        (b"\xff", ""),
    ],
)
def test_what_no_catalogue_holds_is_refused(octets, pointer):
    with pytest.raises(OutsideDomainError) as refused:
        catalogue.decode(octets)

    assert refused.value.faults[0].pointer == pointer


def test_a_body_is_one_fact_a_line():
    facts = [goal(), goal(side="away")]
    body = b"\n".join(catalogue.encode_all(facts))

    assert catalogue.decode_body(body) == facts


def test_a_type_refuses_a_field_it_does_not_know():
    entry = catalogue.latest("match.goal")

    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        entry.decode(b'{"period":1,"clock_ms":1,"side":"home","mood":"good"}')


def fields_of(fact):
    return {name: getattr(fact, name) for name in Fact.__struct_fields__}


def test_facts_read_together_are_those_decoded_one_by_one():
    lines = [
        catalogue.encode(
            fact_of(entry, by="actor_1", op="op_1", cause=Cause(stream="a.b", offset=1))
        )
        for entry in ENTRIES
    ]

    read = catalogue.read(lines)

    assert list(map(fields_of, read)) == [fields_of(catalogue.decode(line)) for line in lines]
    newest = [line for line, entry in zip(lines, ENTRIES, strict=True) if entry.lift is None]
    assert catalogue.encode_all(catalogue.read(newest)) == newest


@pytest.mark.usefixtures("versions")
def test_an_old_fact_is_lifted_among_new_ones_that_are_read_together():
    told = [
        fact_of(catalogue._entries["run.started", 3]),
        fact_of(catalogue._entries["run.started", 1]),
    ]

    read = catalogue.read([catalogue.encode(fact) for fact in told])

    assert [(fact.v, fact.data) for fact in read] == [
        (3, RunStartedNamed(after_ms=7_000, runner="nobody"))
    ] * 2


@pytest.mark.parametrize("line", [b"", b"{}", b'{"type":"no.such","v":1}', b"[]"])
def test_a_line_at_fault_is_refused_among_good_ones(line):
    good = catalogue.encode(goal())

    with pytest.raises(OutsideDomainError):
        catalogue.read([good, line, good])
