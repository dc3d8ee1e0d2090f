"""Simulated matches obey the game's rules and their own declared types."""

import msgspec
import pytest

from community.core import canonical
from community.feeds.providers.simulator import simulate
from community.matches.facts import MatchGoal
from community.matches.sheet import FixtureSheet
from community.streams import catalogue
from tests.feeds.providers.counting import cards, of_type

REVISIONS = ("match.retracted", "match.amended")


@pytest.fixture(scope="module")
def season():
    """Enough matches for what is rare to happen."""
    return [simulate(f"season {number}", kickoff_at=0) for number in range(60)]


def test_every_part_holds_to_its_declared_type_and_time_never_falls(season):
    for recording in season:
        times = [(event.at, event.due_ms) for event in recording.events]
        ids = {event.id for event in recording.events}
        assert times == sorted(times)
        assert len(ids) == len(recording.events)
        assert (
            msgspec.convert(msgspec.to_builtins(recording.sheet), FixtureSheet) == recording.sheet
        )


def test_every_fact_is_in_the_canonical_domain(season):
    for event in season[0].events:
        if event.type not in REVISIONS:
            octets = canonical.encode_struct(event.data)
            assert catalogue.data_of(event.type, v=1, octets=octets) == event.data


class Eleven:
    """Who is on the pitch, followed through a recording."""

    def __init__(self, recording):
        lineups = of_type(recording, "match.lineup")
        self.on = {event.data.side: set(event.data.starting) for event in lineups}
        self.bench = {event.data.side: set(event.data.bench) for event in lineups}

    def take(self, event):
        match event.type:
            case "match.substitution":
                self.on[event.data.side].remove(event.data.off)
                self.bench[event.data.side].remove(event.data.player)
                self.on[event.data.side].add(event.data.player)
            case "match.card" if event.data.colour != "yellow":
                self.on[event.data.side].remove(event.data.player)

    def acts(self, event):
        """Whether an event with a player is by one on the pitch, on the right side."""
        side, player = event.data.side, event.data.player
        if event.type == "match.own_goal":
            side = {"home": "away", "away": "home"}[side]
        return player in self.on[side]


def test_only_players_on_the_pitch_act(season):
    for recording in season:
        eleven = Eleven(recording)
        strangers = []
        for event in recording.events:
            if event.type == "match.substitution" or not getattr(event.data, "player", None):
                eleven.take(event)
                continue
            strangers += [] if eleven.acts(event) else [event]
            eleven.take(event)
        assert strangers == []


def test_a_second_yellow_follows_a_yellow_of_the_same_player(season):
    for recording in season:
        told = [
            (event.data.colour, event.data.player) for event in of_type(recording, "match.card")
        ]
        second = [player for colour, player in told if colour == "second_yellow"]
        assert [player for player in second if ("yellow", player) not in told] == []
        assert sum(cards(recording, "yellow").values()) == len(
            {player for colour, player in told if colour == "yellow"}
        )


def test_every_goal_follows_a_shot_of_its_side_and_its_assist_is_another_s(season):
    for recording in season:
        for position, event in enumerate(recording.events):
            if event.type == "match.goal":
                shot = recording.events[position - 1]
                assert (shot.type, shot.data.on_target) == ("match.shot", True)
                assert shot.data.side == event.data.side
                assert event.data.assist is None or event.data.assist != event.data.player


def test_what_is_rare_happens_in_a_season(season):
    told = {event.type for recording in season for event in recording.events}

    assert told >= {"match.own_goal", "match.penalty", "match.var_check", *REVISIONS}


def test_a_goal_is_taken_back_after_the_video_referee_overturned_it(season):
    for recording in season:
        by_id = {event.id: event for event in recording.events}
        for position, event in enumerate(recording.events):
            if event.type == "match.retracted":
                check = recording.events[position - 1].data
                assert (check.outcome, check.target) == ("overturned", event.data.target)
                assert by_id[check.target].type in {"match.goal", "match.own_goal", "match.penalty"}
                assert by_id[check.target].at < event.at


def test_a_mended_scorer_is_the_shooter_and_the_rest_stays(season):
    for recording in season:
        events = recording.events
        place = {event.id: position for position, event in enumerate(events)}
        for event in of_type(recording, "match.amended"):
            goal = events[place[event.data.target]]
            shot = events[place[event.data.target] - 1]
            after = msgspec.convert(event.data.after.data, MatchGoal)
            assert after.player == shot.data.player
            assert after.player != goal.data.player
            assert msgspec.structs.replace(after, player=goal.data.player) == goal.data
