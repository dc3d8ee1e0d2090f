"""Fourteen real matches through the door: the answers are independent of us."""

import json
from random import Random  # noqa: TID251 -- seeded below

import msgspec
import pytest

from community.core import clock
from community.feeds.providers import wyscout
from community.feeds.replay import EVENTS_PER_BATCH
from community.feeds.sender import Outgoing
from community.matches.services.correct import Score, correct_score
from tests.feeds.provider import Provider
from tests.shared_data import shared_folder

pytestmark = pytest.mark.django_db

WORLD_CUP = (2057964, 2057965, 2057997, 2058003, 2058005, 2058017)
LEAGUE = (2499719, 2499781, 2499841, 2500089, 2500090, 2500091, 2500092, 2500093)
MATCHES = (*WORLD_CUP, *LEAGUE)
WITHOUT_ITS_GOAL = 2499781
GOAL = ("period", "clock_ms", "side", "player", "own_goal", "penalty")
COUNTED = ("corners", "shots")
COLOURS = ("yellow", "second_yellow", "red")


@pytest.fixture(scope="module")
def answers():
    expected = json.loads((shared_folder("wyscout") / "expected.json").read_bytes())
    return {answer["match_id"]: answer for answer in expected["football"]}


def recording_of(number):
    return wyscout.read(shared_folder("wyscout") / "events" / f"{number}.json.gz")


class Wyscout(Provider):
    """The provider of the recordings, through the same door as any."""

    def __init__(self, recording):
        super().__init__()
        self.recording = recording
        self.subject = recording.sheet.id
        self.match = self.put_raw(recording.sheet).json()["match"]

    def numbered(self, events, first):
        """Events as the sender sends them, numbered from first."""
        return [
            Outgoing(
                id=event.id,
                type=event.type,
                source="/wyscout",
                subject=self.subject,
                time=clock.from_ms(event.at),
                sequence=sequence,
                data=event.data,
            )
            for sequence, event in enumerate(events, start=first)
        ]

    def tell(self, outgoing):
        return self.send_bytes(msgspec.json.encode(outgoing))

    def play(self, events=None, *, size=EVENTS_PER_BATCH):
        """Tell every event, in batches of a size; each must be taken."""
        outgoing = self.numbered(self.recording.events if events is None else events, 1)
        for start in range(0, len(outgoing), size):
            answer = self.tell(outgoing[start : start + size])
            assert answer.status_code == 200, answer.content

    def board(self):
        """The final board, as anybody reads it."""
        board = self.client.get(f"/api/v1/matches/{self.match}").json()["board"]
        assert board.pop("match") == self.match
        return board


def expected_board(answer, *, facts):
    stages = answer["score"]
    return {
        "score": answer["final_score"],
        "shootout": stages.get("penalty_shootout"),
        "half_time": stages["half_time"],
        **{name: by_side(answer[name]) for name in COUNTED},
        **{colour: answer["cards"][colour] for colour in COLOURS},
        "goals": [{name: goal[name] for name in GOAL} for goal in answer["goals"]],
        "facts": facts,
        "head": facts,
    }


def by_side(counted):
    return {side: counted[side] for side in ("home", "away")}


@pytest.mark.parametrize("number", MATCHES)
def test_a_real_match_through_the_door_gives_its_board(answers, number):
    recording = recording_of(number)
    provider = Wyscout(recording)

    provider.play()

    facts = len(recording.events) + 1  # the fixture's own
    assert provider.board() == expected_board(answers[f"wyscout:{number}"], facts=facts)


def test_the_score_the_feed_missed_is_corrected_by_hand(answers):
    answer = answers[f"wyscout:{WITHOUT_ITS_GOAL}"]
    provider = Wyscout(recording_of(WITHOUT_ITS_GOAL))
    provider.play()
    told = provider.board()

    correct_score(
        match_id=provider.match, score=Score(home=0, away=1, reason="The feed missed it."), by=None
    )

    corrected = provider.board()
    assert told["score"] == {"home": 0, "away": 0}
    assert corrected["score"] == answer["official_final_score"] == {"home": 0, "away": 1}
    assert [goal["side"] for goal in corrected["goals"]] == ["away"]
    assert corrected["head"] == told["head"] + 1
    changed = {"score", "goals", "facts", "head"}
    assert {name for name in told if corrected[name] != told[name]} == changed


@pytest.mark.parametrize("number", MATCHES)
def test_events_out_of_clock_order_give_the_same_board(answers, number):
    recording = recording_of(number)
    provider = Wyscout(recording)
    events = list(recording.events)
    Random(number).shuffle(events)  # noqa: S311 -- seeded

    provider.play(events)

    facts = len(events) + 1
    assert provider.board() == expected_board(answers[f"wyscout:{number}"], facts=facts)


def test_a_match_told_in_small_batches_gives_the_same_board(answers):
    recording = recording_of(WITHOUT_ITS_GOAL)
    provider = Wyscout(recording)

    provider.play(size=29)

    facts = len(recording.events) + 1
    assert provider.board() == expected_board(answers[f"wyscout:{WITHOUT_ITS_GOAL}"], facts=facts)


@pytest.mark.parametrize("number", MATCHES)
def test_batches_cut_repeated_and_refused_at_random_give_the_same_board(answers, number):
    recording = recording_of(number)
    provider = Wyscout(recording)
    outgoing = provider.numbered(recording.events, 1)

    tell_at_random(provider, outgoing, Random(number))  # noqa: S311 -- seeded

    facts = len(outgoing) + 1
    assert provider.board() == expected_board(answers[f"wyscout:{number}"], facts=facts)


def tell_at_random(provider, outgoing, chance):
    """Tell all of it from places before, at and past the next number; resend where a gap says."""
    told = refused = repeated = 0
    while told < len(outgoing):
        start = max(0, told + chance.randint(-120, 60))
        answer = provider.tell(outgoing[start : start + chance.randint(1, 300)])
        if answer.status_code == 409:
            assert answer.json()["expected"] == told + 1
            refused += 1
            answer = provider.tell(outgoing[told : told + chance.randint(1, 300)])
        elif answer.status_code == 400:
            assert start >= len(outgoing), "only an empty batch is malformed"
            continue
        receipt = answer.json()
        repeated += receipt["duplicate"]
        told = receipt["next_sequence"] - 1
        assert receipt["head"] == told + 1
    assert refused, "the seed never skipped ahead"
    assert repeated, "the seed never repeated itself"
