"""Recordings folded by the match's own fold give the board that plain counting gives."""

import json

import msgspec
import pytest

from community.feeds.providers import wyscout
from community.feeds.providers.simulator import simulate
from community.matches.board import board
from community.matches.facts import MatchAmended, MatchRetracted
from community.matches.fold import MatchFold
from community.matches.history import telling
from community.streams.facts import Fact
from tests.feeds.providers import counting
from tests.feeds.providers.counting import by_side, cards, names, of_type
from tests.shared_data import shared_folder

WYSCOUT_IDS = (2057964, 2057997, 2058005, 2058017, 2499781, 2499841, 2500092)
COLOURS = ("yellow", "second_yellow", "red")


def facts_of(recording):
    """The facts of a recording, under the provider's own ids; each target is revised once."""
    told = {event.id: event.data for event in recording.events}
    for event in recording.events:
        data = event.data
        if event.type == "match.retracted":
            before = telling(told[data.target])
            data = MatchRetracted(target=data.target, revision=1, before=before, reason=data.reason)
        elif event.type == "match.amended":
            before = telling(told[data.target])
            data = MatchAmended(
                target=data.target,
                revision=1,
                before=before,
                after=data.after,
                reason=data.reason,
            )
        yield Fact(type=event.type, v=1, id=event.id, at=event.at, data=data)


def folded(recording):
    fold = MatchFold()
    state = fold.empty()
    facts = list(facts_of(recording))
    fold.fold(state, enumerate(facts, 1))
    told = board(
        state,
        match=recording.sheet.id,
        facts=len(facts),
        head=len(facts),
        names=names(recording),
    )
    return msgspec.to_builtins(told)


@pytest.mark.parametrize("match_id", WYSCOUT_IDS)
def test_a_real_match_folds_to_its_answers(match_id):
    folder = shared_folder("wyscout")
    expected = json.loads((folder / "expected.json").read_bytes())["football"]
    answer = next(each for each in expected if each["match_id"] == f"wyscout:{match_id}")

    told = folded(wyscout.read(folder / "events" / f"{match_id}.json.gz"))

    assert told["score"] == answer["final_score"]
    assert told["half_time"] == answer["score"]["half_time"]
    assert told["shootout"] == answer["score"].get("penalty_shootout")
    assert told["corners"] == {side: answer["corners"][side] for side in counting.SIDES}
    assert told["shots"] == {side: answer["shots"][side] for side in counting.SIDES}
    assert {colour: told[colour] for colour in COLOURS} == {
        colour: answer["cards"][colour] for colour in COLOURS
    }
    assert told["goals"] == [
        {name: goal[name] for name in told["goals"][0]} for goal in answer["goals"]
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_simulated_match_folds_to_what_counting_gives(seed):
    recording = simulate(f"fold {seed}", kickoff_at=0)

    told = folded(recording)

    assert told["score"] == counting.score(recording)
    assert told["half_time"] == counting.score(recording, periods=(1,))
    assert told["corners"] == by_side(of_type(recording, "match.corner"))
    assert told["shots"] == by_side(of_type(recording, "match.shot"))
    assert {colour: told[colour] for colour in COLOURS} == {
        colour: cards(recording, colour) for colour in COLOURS
    }
