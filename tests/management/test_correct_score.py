"""The command that corrects a score: says where its facts stand, or why it appended none."""

import pytest
from django.core.management import CommandError, call_command

from community.core import clock
from community.matches import facts
from community.streams import selectors as streams
from tests.matches.factories import told
from tests.web.factories import goal, schedule, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture():
    """City v United in its first half, 1-0."""
    made = schedule(kickoff_at=clock.now_ms())
    tell(made, told(facts.MatchKickedOff()), told(goal("home", 1, 600_000)))
    return made


def correct(match, home, away, *words):
    call_command("correct_score", match, f"--home={home}", f"--away={away}", *words)


def log_of(fixture):
    return [fact for _, fact in streams.facts_after(fixture.stream, after=0, limit=100)]


def test_a_goal_nobody_told_is_appended_with_its_reason(fixture, capsys):
    before = log_of(fixture)

    correct(fixture.pk, 1, 1, "--reason=The feed missed it.", "--period=1", "--clock-ms=700000")

    *kept, added = log_of(fixture)
    assert kept == before
    assert (added.type, added.data.side, added.data.clock_ms) == ("match.goal", "away", 700_000)
    assert added.data.reason == "The feed missed it."
    offset = len(before) + 1
    assert capsys.readouterr().out == f"{fixture.stream}: facts {offset} to {offset}\n"


@pytest.mark.parametrize(
    ("home", "away", "words", "said"),
    [
        (1, 0, ["--reason=Seen again."], "the score is so already"),
        (-1, 0, ["--reason=Seen again."], "home"),
        (2, 0, ["--reason="], "reason"),
        (2, 0, ["--reason=Seen again.", "--player=no one"], "player"),
    ],
    ids=["as it is", "below zero", "no reason", "nobody"],
)
def test_what_will_not_do_is_said_and_nothing_moves(fixture, home, away, words, said):
    before = log_of(fixture)

    with pytest.raises(CommandError, match=said):
        correct(fixture.pk, home, away, *words)

    assert log_of(fixture) == before


def test_a_match_nobody_knows_is_said_to_be_unknown():
    with pytest.raises(CommandError, match="unknown_match"):
        correct("match_0", 1, 0, "--reason=Seen again.")
