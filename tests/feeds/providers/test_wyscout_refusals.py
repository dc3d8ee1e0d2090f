"""Files that are not what they should be: a typed refusal points at the fault, nothing is read."""

import gzip
import io

import pytest

from community.core.errors import (
    InvalidError,
    MalformedError,
    NotFoundError,
    TooLargeError,
)
from community.feeds.providers import wyscout
from tests.feeds.providers import raw_files as raw
from tests.feeds.providers.raw_files import event


def refused_at(raw_file, *, records=None):
    """The pointers of the refusal's faults."""
    with pytest.raises(InvalidError) as refused:
        wyscout.read_recording(raw.octets(raw_file), records=records)
    return [fault.pointer for fault in refused.value.faults]


def without(mapping, key):
    return {name: value for name, value in mapping.items() if name != key}


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"not JSON",
        b'{"events": [',
        raw.octets(raw.file(event(8, 85))).replace(b"Harbour", b"Harb\xff"),
        b'{"extra": ' + b"[" * 100_000,
        gzip.compress(b"not JSON", mtime=0),
        gzip.compress(b"{}" * 500, mtime=0)[:-9],
        b"\x1f\x8bnot gzip",
    ],
)
def test_bytes_that_are_no_json_are_malformed(octets):
    with pytest.raises(MalformedError):
        wyscout.read_recording(octets)


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFoundError) as refused:
        wyscout.read(tmp_path / "none.json")

    assert refused.value.facts["file"] == "none.json"


def test_a_file_that_unzips_past_the_limit_is_too_large():
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as pen:
        pen.write(b" " * (33 * 1024 * 1024))

    with pytest.raises(TooLargeError) as refused:
        wyscout.read_recording(packed.getvalue())

    assert refused.value.limit == 32 * 1024 * 1024


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (without(event(8, 85), "eventSec"), "/events/1"),
        (event(8, 85, period="3H"), "/events/1/matchPeriod"),
        (event(8, 85, at=-1.0), "/events/1/eventSec"),
        (event(8, 85, at=20_000.0), "/events/1/eventSec"),
        (event(8, 85, team=30), "/events/1/teamId"),
        (event(8, 85, match_id=7), "/events/1/matchId"),
        (event(8, 85, id=1), "/events/1/id"),
        (event(8, 85, id="x"), "/events/1/id"),
        (event(8, 85, positions=[("a", 1)]), "/events/1/positions/0/x"),
        (event(11, 85), "/events/1/eventId"),
        (event(3, 99), "/events/1/eventId"),
    ],
)
def test_a_wrong_event_is_pointed_at(wrong, pointer):
    assert refused_at(raw.file(event(8, 85, id=1), wrong)) == [pointer]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"events": []}, "/events"),
        ({"events": {}}, "/events"),
        ({"teams": {}}, "/teams"),
        ({"teams": {"10": {}, "x": {}}}, "/teams"),
        ({"teams": {"10": {}, "20": {}}}, "/teams/10"),
        ({"teams": {"10": raw.team(10, 7), "20": {}}}, "/teams/10/team/name"),
        ({"players": {"10": {}}}, "/players/10"),
        ({"players": {"10": [{"player": {}}]}}, "/players/10/0/player"),
        ({"players": {"10": [raw.player(n, "A") for n in range(1, 62)]}}, "/players/10"),
        ({"match": {}}, "/match"),
        ({"match": raw.record(wyId=7)}, "/match/wyId"),
    ],
)
def test_a_wrong_part_of_the_file_is_pointed_at(said, pointer):
    assert refused_at({**raw.file(event(8, 85)), **said}) == [pointer]


@pytest.mark.parametrize("key", ["events", "teams", "players"])
def test_a_missing_part_is_refused_at_the_root(key):
    assert refused_at(without(raw.file(event(8, 85)), key)) == [""]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"dateutc": "yesterday"}, "/dateutc"),
        ({"dateutc": "1969-12-31 23:59:59"}, "/dateutc"),
        ({"teamsData": {"10": {"side": "home"}}}, "/teamsData"),
        ({"teamsData": {"10": {"side": "home"}, "20": {"side": "home"}}}, "/teamsData"),
        ({"teamsData": {"10": {"side": "left"}, "20": {"side": "home"}}}, "/teamsData/10/side"),
    ],
)
def test_a_wrong_record_is_pointed_at(said, pointer):
    records = raw.octets([raw.record(**said)])

    assert refused_at(raw.file(event(8, 85)), records=records) == [pointer]


def test_a_record_of_another_shape_is_pointed_at_in_its_list():
    records = raw.octets([raw.record(wyId=1), raw.record(dateutc=7)])

    assert refused_at(raw.file(event(8, 85)), records=records) == ["/1/dateutc"]
