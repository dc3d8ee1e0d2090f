"""Whatever a file holds, reading gives a sound recording or a typed refusal, no other error."""

import msgspec
import pytest
from hypothesis import given, strategies as st

from community.core import canonical
from community.core.errors import RefusedError
from community.feeds.providers import wyscout
from community.matches.sheet import FixtureSheet
from community.streams import catalogue
from tests.feeds.providers import raw_files as raw

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ((1, 10), (2, 20), (3, 30), (3, 33), (3, 35), (3, 36), (4, 40), (5, 51), (6, ""), (7, 72))
EVENT_KINDS = (*KINDS, (7, 0), (8, 85), (8, ""), (9, 90), (10, 100))
TAGS = (101, 102, 301, 1701, 1703, 1801)
percent = st.floats(-1e9, 1e9)
said = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["1H", "2H", "E1", "E2", "P"]),
        "at": st.floats(0, 14_400),
        "team": st.sampled_from([raw.HOME, raw.AWAY]),
        "player": st.sampled_from([0, 77, raw.STRIKER]),
        "tags": st.lists(st.sampled_from(TAGS), max_size=3),
        "positions": st.lists(st.tuples(percent, percent), max_size=3),
    }
)
events = st.builds(lambda kind, told: raw.event(*kind, **told), st.sampled_from(EVENT_KINDS), said)
changes = st.builds(
    raw.change,
    on=st.sampled_from([0, 77, 78, raw.STRIKER]),
    off=st.sampled_from([0, 77, 78, raw.STRIKER]),
    minute=st.integers(0, 240),
)


@st.composite
def files(draw):
    """A sound file with its record inside."""
    told = draw(st.lists(events, min_size=1, max_size=8))
    home = raw.formation(raw.KEEPER, substitutions=draw(st.lists(changes, max_size=3)))
    teams = {str(raw.HOME): {"side": "home", "formation": home}, str(raw.AWAY): {"side": "away"}}
    return raw.file(
        *({**event, "id": at} for at, event in enumerate(told, 1)),
        match=raw.record(venue=draw(st.text(max_size=200)), teamsData=teams),
        players={str(raw.HOME): [raw.player(raw.STRIKER, draw(st.text(max_size=200)))]},
    )


@st.composite
def spoilt_files(draw):
    """A sound file with one value, anywhere in it, exchanged for any other."""
    spoilt = draw(files())
    place = spoilt
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(json_values)
            return spoilt
        place = place[key]


def faults_of(recording):
    """What of a recording breaks its own contract; nothing, when it is sound."""
    times = [(event.at, event.due_ms) for event in recording.events]
    ids = {event.id for event in recording.events}
    for event in recording.events:
        octets = canonical.encode_struct(event.data)
        assert catalogue.data_of(event.type, v=1, octets=octets) == event.data
    assert msgspec.convert(msgspec.to_builtins(recording.sheet), FixtureSheet) == recording.sheet
    return [
        fault
        for fault, found in {
            "time falls": times != sorted(times),
            "an id twice": len(ids) != len(recording.events),
            "no end": recording.events[-1].type != "match.full_time",
        }.items()
        if found
    ]


def faults_when_read(octets):
    try:
        return faults_of(wyscout.read_recording(octets))
    except RefusedError:
        return []


@given(octets=st.binary(max_size=200))
def test_any_bytes_give_a_typed_refusal(octets):
    with pytest.raises(RefusedError):
        wyscout.read_recording(octets)


@given(value=json_values)
def test_any_json_gives_a_typed_refusal(value):
    with pytest.raises(RefusedError):
        wyscout.read_recording(raw.octets(value))


@given(raw_file=files())
def test_any_file_of_the_right_shape_gives_a_sound_recording(raw_file):
    assert faults_of(wyscout.read_recording(raw.octets(raw_file))) == []


@given(raw_file=spoilt_files())
def test_a_file_with_one_value_exchanged_gives_a_sound_recording_or_a_typed_refusal(raw_file):
    assert faults_when_read(raw.octets(raw_file)) == []
