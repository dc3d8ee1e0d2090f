"""Simulated matches: the same for the same seed, and at the counts of real ones."""

import os
import subprocess
import sys
from itertools import islice, pairwise
from pathlib import Path
from statistics import mean

import msgspec
import pytest

from community.core import canonical
from community.core.errors import InvalidError, NotFoundError
from community.feeds.providers.simulator import match_id_of, simulate, touches
from community.matches.sheet import FixtureSheet
from community.streams import catalogue
from tests.feeds.providers.counting import goals, of_type

KICKOFF_AT = 1_790_000_000_000
SEEDS = range(20)
DIGEST = """
import hashlib, msgspec
from community.feeds.providers.simulator import simulate
print(hashlib.sha256(msgspec.json.encode(simulate("a seed", kickoff_at=0))).hexdigest())
"""


@pytest.fixture(scope="module")
def recordings():
    return [simulate(seed, kickoff_at=KICKOFF_AT) for seed in SEEDS]


def mean_of(recordings, *types):
    return mean(len(of_type(recording, *types)) for recording in recordings)


def digest_under(hash_seed):
    """The digest of a match played by another process, whose sets have another order."""
    done = subprocess.run(  # noqa: S603 -- our own interpreter and text
        [sys.executable, "-c", DIGEST],
        cwd=Path(__file__).parents[3],
        env={"PYTHONHASHSEED": hash_seed, "PATH": os.defpath},
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_a_seed_gives_the_same_bytes_in_every_process():
    assert digest_under("1") == digest_under("2")


def test_another_seed_gives_another_match():
    first, second = (simulate(seed, kickoff_at=KICKOFF_AT) for seed in ("a", "b"))

    assert first.sheet.id != second.sheet.id
    assert [event.data for event in first.events] != [event.data for event in second.events]


def test_a_number_and_its_digits_are_one_seed():
    assert simulate(7, kickoff_at=KICKOFF_AT) == simulate("7", kickoff_at=KICKOFF_AT)


def test_a_later_kick_off_moves_the_match_and_changes_nothing_else():
    early, late = (simulate(3, kickoff_at=at) for at in (KICKOFF_AT, KICKOFF_AT + 5_000))

    assert [event.data for event in early.events] == [event.data for event in late.events]
    assert [event.at + 5_000 for event in early.events] == [event.at for event in late.events]


def test_every_simulated_fixture_says_so(recordings):
    assert {recording.sheet.simulated for recording in recordings} == {True}
    assert {recording.source for recording in recordings} == {"simulator"}


def test_counts_are_those_of_real_matches(recordings):
    """Bounds are about four standard errors of a mean of twenty round the measured rate."""
    passes = [event.data for each in recordings for event in of_type(each, "match.pass")]

    assert 1.3 <= mean(len(goals(recording)) for recording in recordings) <= 4.0
    assert 6.8 <= mean_of(recordings, "match.corner") <= 13.0
    assert 2.1 <= mean_of(recordings, "match.card") <= 5.3
    assert 19 <= mean_of(recordings, "match.shot") <= 29
    assert 20 <= mean_of(recordings, "match.foul") <= 29
    assert 2.0 <= mean_of(recordings, "match.offside") <= 5.5
    assert 780 <= mean_of(recordings, "match.pass") <= 930
    assert 0.80 <= mean(told.accurate for told in passes) <= 0.88
    assert 1_500 <= mean(len(recording.events) for recording in recordings) <= 1_800


def test_possession_differs_and_stays_within_reason(recordings):
    shares = []
    for recording in recordings:
        passes = of_type(recording, "match.pass")
        shares.append(sum(event.data.side == "home" for event in passes) / len(passes))

    assert 0.30 < min(shares) < max(shares) < 0.72
    assert max(shares) - min(shares) > 0.08


def test_no_minute_is_denser_than_a_dense_provider_s(recordings):
    for recording in recordings:
        minutes = [event.due_ms // 60_000 for event in recording.events]
        assert max(minutes.count(minute) for minute in set(minutes)) <= 60


def test_halves_last_forty_five_minutes_and_what_is_added(recordings):
    ended = [event.data for each in recordings for event in of_type(each, "match.period_ended")]

    assert {told.period for told in ended} == {1, 2}
    assert min(told.clock_ms for told in ended) >= 45 * 60_000
    assert max(told.clock_ms for told in ended) <= 60 * 60_000


def test_the_source_is_never_silent_for_long_while_play_goes_on(recordings):
    for recording in recordings:
        gaps = [
            after.at - before.at
            for before, after in pairwise(recording.events)
            if before.type not in {"match.lineup", "match.period_ended"}
        ]
        assert max(gaps) <= 15_000


def test_clubs_may_be_asked_for():
    sheet = simulate(1, kickoff_at=KICKOFF_AT, home="SAL", away="ALD").sheet

    assert (sheet.home.code, sheet.away.code) == ("SAL", "ALD")
    assert sheet.venue == "Estuary View"


def test_one_club_asked_for_never_meets_itself():
    sheets = [simulate(seed, kickoff_at=0, away="ALD").sheet for seed in SEEDS]

    assert {sheet.away.code for sheet in sheets} == {"ALD"}
    assert "ALD" not in {sheet.home.code for sheet in sheets}


def test_a_club_the_league_does_not_have_is_not_found():
    with pytest.raises(NotFoundError) as refused:
        simulate(1, kickoff_at=0, home="XXX")

    assert refused.value.facts == {"club": "XXX"}


def test_a_club_does_not_play_itself():
    with pytest.raises(InvalidError) as refused:
        simulate(1, kickoff_at=0, home="ALD", away="ALD")

    assert [fault.pointer for fault in refused.value.faults] == ["/away"]


@pytest.mark.parametrize("seed", ["a seed", "é", "", "x" * 100, "\ud800", -1])
def test_any_seed_gives_an_identifier(seed):
    identifier = match_id_of(seed)

    assert msgspec.convert(identifier, FixtureSheet.__annotations__["id"]) == identifier


def test_the_measuring_stream_is_cheap_endless_and_sound():
    told = list(islice(touches("bench", 2_000_000), 3_000))

    assert len({event.id for event in told}) == 3_000
    assert [event.at for event in told] == sorted(event.at for event in told)
    for event in told[:100]:
        octets = canonical.encode_struct(event.data)
        assert catalogue.data_of(event.type, v=1, octets=octets) == event.data


def test_the_measuring_stream_ends_at_its_count():
    assert [event.due_ms for event in touches("bench", 3)] == [0, 10, 20]
