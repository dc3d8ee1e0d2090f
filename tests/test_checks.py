"""The system checks bite."""

import enum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from django.core import checks as django_checks
from msgspec import Meta

from community import checks
from community.core.types import SAFE_INTEGER_MAX, Count, JsonObject
from community.matches.fold import MatchFold
from community.streams import catalogue, folds, subscriptions
from community.streams.facts import FactData
from community.streams.subscriptions import Subscription


class Nested(FactData, frozen=True, kw_only=True):
    """Inside another, itself inside itself."""

    weight: float
    more: list["Nested"]


class Colour(enum.StrEnum):
    """A closed set of words."""

    RED = "red"


class Distance(enum.IntEnum):
    """A closed set of numbers, one of them too far."""

    FAR = SAFE_INTEGER_MAX + 1


class Loose(FactData, frozen=True, kw_only=True):
    """A bound on one side only is none."""

    at_least: Annotated[int, Meta(ge=0)]


@pytest.fixture
def no_catalogue(monkeypatch):
    for name in ("_entries", "_latest", "_by_data"):
        monkeypatch.setattr(catalogue, name, {})


def faults_of(annotation):
    """What the check says of a fact with one field of this type."""
    data: Any = msgspec.defstruct(
        "Probe", [("field", annotation, None)], bases=(FactData,), kw_only=True
    )
    catalogue.states("probe.made")(data)
    return [message.msg for message in checks.facts_stay_in_domain()]


def test_the_house_passes_its_own_checks():
    assert django_checks.run_checks() == []


@pytest.mark.usefixtures("no_catalogue")
@pytest.mark.parametrize(
    "annotation",
    [
        str,
        bool,
        str | None,
        Count,
        Annotated[int, Meta(gt=-5, lt=5)],
        Annotated[int, Meta(ge=-SAFE_INTEGER_MAX, le=SAFE_INTEGER_MAX)],
        Annotated[list[Count], Meta(max_length=3)],
        tuple[str, ...],
        Literal["home", "away", 7] | None,
        Colour,
        JsonObject,
    ],
    ids=str,
)
def test_a_type_inside_the_domain_passes(annotation):
    assert faults_of(annotation) == []


@pytest.mark.usefixtures("no_catalogue")
@pytest.mark.parametrize(
    ("annotation", "fault"),
    [
        (float, "/field: FloatType has no form"),
        (float | None, "/field: FloatType has no form"),
        (int, "/field: an integer without bounds, or beyond 2^53-1"),
        (Loose, "/field/at_least: an integer without bounds, or beyond 2^53-1"),
        (
            Annotated[int, Meta(ge=0, le=2**53)],
            "/field: an integer without bounds, or beyond 2^53-1",
        ),
        (list[int], "/field/*: an integer without bounds, or beyond 2^53-1"),
        (Literal[9_007_199_254_740_992], "/field: an integer beyond 2^53-1"),
        (Distance, "/field: an integer beyond 2^53-1"),
        (dict[str, Count], "/field: a dict; JsonObject is the only one"),
        (dict[Count, Any], "/field: a dict; JsonObject is the only one"),
        (bytes, "/field: BytesType has no form"),
        (Any, "/field: AnyType has no form"),
        (Nested, "/field/weight: FloatType has no form"),
    ],
    ids=str,
)
def test_a_type_outside_the_domain_is_found(annotation, fault):
    assert faults_of(annotation) == [f"probe.made v1{fault}"]


class Minute(msgspec.Struct, kw_only=True):
    """What a subscriber would like to read."""

    clock_ms: int


def errors_of_a_reader(monkeypatch, *types):
    """What the check says of a subscriber that reads these types through one view."""
    reader = Subscription(
        name="tests.reader",
        kinds=frozenset({"match"}),
        react=lambda _stream, _read: None,
        queue="slow",
        views=dict.fromkeys(types, Minute),
    )
    monkeypatch.setattr(subscriptions, "_subscriptions", {reader.name: reader})
    return checks.views_decode_samples()


def test_a_view_that_reads_every_sample_passes(monkeypatch):
    assert errors_of_a_reader(monkeypatch, "match.goal", "match.pass") == []


def test_a_view_that_cannot_read_a_sample_is_found(monkeypatch):
    (error,) = errors_of_a_reader(monkeypatch, "match.goal", "match.kicked_off")

    assert error.id == "streams.E001"
    assert "tests.reader cannot read match.kicked_off v1" in error.msg


def test_a_notice_nobody_states_is_found(monkeypatch):
    fold = MatchFold()
    monkeypatch.setattr(fold, "notices", frozenset({"match.goal", "match.streaker"}), raising=False)
    monkeypatch.setattr(folds, "_folds", {"match": fold})

    (error,) = checks.folds_take_samples()

    assert (error.id, error.msg) == (
        "streams.E002",
        "match announces match.streaker, which no catalogue has",
    )


def test_production_is_told_when_its_letters_reach_nobody(settings):
    settings.EMAIL_HOST = "mail.terrace.example"
    assert checks.letters_are_sent() == []

    settings.EMAIL_HOST = ""
    assert [message.id for message in checks.letters_are_sent()] == ["web.W001"]
