"""The scoreboards that lists show follow the facts, and say so when they do not."""

import pytest

from community.matches.facts import MatchGoal, MatchKickedOff
from community.matches.models import Scoreboard
from community.matches.services.schedule import schedule_sheet
from community.matches.subscribers import project_scoreboard, scoreboard_differences, subscription
from community.streams import selectors as streams
from community.streams.subscriptions import Read
from tests.matches.factories import told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    made = schedule_sheet(sheet(), provider="provider")
    goal = MatchGoal(period=1, clock_ms=60_000, side="away")
    append(made.stream, [told(MatchKickedOff()), told(goal)])
    return made


def read(fixture, *, until):
    pairs = streams.facts_after(fixture.stream, after=0, limit=until)
    return [Read(offset=offset, type=fact.type, id=fact.id, view=None) for offset, fact in pairs]


def row(fixture):
    found = Scoreboard.objects.get(fixture=fixture)
    return (found.offset, found.status, found.home, found.away, found.clock_ms)


def test_a_row_is_brought_up_to_the_last_fact_read(fixture):
    project_scoreboard(fixture.stream, read(fixture, until=2))
    early = row(fixture)
    project_scoreboard(fixture.stream, read(fixture, until=3))

    assert early == (2, "live", 0, 0, 0)
    assert row(fixture) == (3, "live", 0, 1, 60_000)


def test_a_late_reaction_leaves_a_later_row_as_it_is(fixture):
    project_scoreboard(fixture.stream, read(fixture, until=3))

    project_scoreboard(fixture.stream, read(fixture, until=2))

    assert row(fixture) == (3, "live", 0, 1, 60_000)


def test_a_stream_without_a_fixture_is_passed_over(fixture):
    rows = Scoreboard.objects.count()

    project_scoreboard("match.match_0", read(fixture, until=3))

    assert Scoreboard.objects.count() == rows


def test_a_row_that_says_otherwise_than_its_facts_is_told(fixture):
    project_scoreboard(fixture.stream, read(fixture, until=3))
    state = streams.folded(fixture.stream).state
    right = list(scoreboard_differences(fixture.stream, 3, state))
    Scoreboard.objects.filter(fixture=fixture).update(home=7)

    wrong = list(scoreboard_differences(fixture.stream, 3, state))

    assert right == []
    assert wrong == ["the scoreboard's home is 7, the facts say 0"]
    assert list(scoreboard_differences(fixture.stream, 2, state)) == []


def test_scoreboards_hear_of_matches_alone():
    assert subscription().kinds == frozenset({"match"})
