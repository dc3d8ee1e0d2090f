"""Questions about matches: an event's history, a page, names, a list in pages."""

import pytest

from community.core import clock
from community.matches import selectors
from community.matches.errors import UnknownEventError, UnknownMatchError
from community.matches.facts import MatchGoal
from community.matches.history import telling
from community.matches.services.correct import Score, correct_score
from community.matches.services.schedule import schedule_sheet
from community.matches.subscribers import project_scoreboard
from community.streams import selectors as streams
from community.streams.models import Stream
from community.streams.subscriptions import Read
from tests.matches.factories import amended, told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append

pytestmark = pytest.mark.django_db

GOAL = MatchGoal(period=1, clock_ms=60_000, side="home")


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    return schedule_sheet(sheet(), provider="provider")


def test_an_event_s_history_is_its_telling_and_every_revision(fixture):
    goal = told(GOAL)
    moved = MatchGoal(period=1, clock_ms=61_000, side="home")
    append(fixture.stream, [goal, told(GOAL)])
    append(fixture.stream, [amended(goal.id, GOAL, moved)])

    found, past = selectors.event_history(fixture.pk, goal.id, as_of=streams.LIVE)

    assert found == fixture
    assert past.told == goal
    assert past.revision == 1
    assert past.stands == telling(moved)


def test_a_goal_taken_back_by_hand_has_a_history(fixture):
    goal = told(GOAL)
    append(fixture.stream, [goal])
    correct_score(match_id=fixture.pk, score=Score(home=0, away=0, reason="Offside."), by="actor_1")

    _, past = selectors.event_history(fixture.pk, goal.id, as_of=streams.LIVE)

    assert past.stands is None
    assert [(fact.by, fact.data.reason) for fact in past.revisions] == [("actor_1", "Offside.")]


def test_an_event_nobody_told_is_unknown(fixture):
    with pytest.raises(UnknownEventError):
        selectors.event_history(fixture.pk, "event_0", as_of=streams.LIVE)


def test_an_event_of_an_unknown_match_is_unknown(db):  # noqa: ARG001 -- asked for the database
    with pytest.raises(UnknownMatchError):
        selectors.event_history("match_0", "event_0", as_of=streams.LIVE)


def test_a_fixture_is_found_by_its_provider_s_id_and_by_ours(fixture):
    announced = sheet()
    other = schedule_sheet(announced, provider="provider")

    assert selectors.fixture_named(announced.id, provider="provider") == other
    assert selectors.fixture_named(fixture.pk, provider="nobody") == fixture
    with pytest.raises(UnknownMatchError):
        selectors.fixture_named(announced.id, provider="nobody")


def test_fixtures_come_in_pages_by_kick_off_and_id(db):  # noqa: ARG001 -- asked for the database
    made = [
        schedule_sheet(sheet(kickoff_at=kickoff_at), provider="provider")
        for kickoff_at in (3_000, 1_000, 2_000, 2_000)
    ]
    expected = sorted(made, key=lambda row: (row.kickoff_at, row.pk))

    first, has_more = selectors.fixtures_after("", 2, as_of=streams.LIVE)
    rest, has_yet_more = selectors.fixtures_after(first[-1].pk, 9, as_of=streams.LIVE)

    assert first + rest == expected
    assert (has_more, has_yet_more) == (True, False)


def test_a_page_names_both_squads(fixture):
    page = selectors.match_page(fixture.pk, as_of=streams.LIVE)

    assert sorted(named.name for named in page.players.values()) == ["Costa", "Silva"]
    assert page.folded.offset == 1
    assert selectors.player_names(page.players) == {
        player: named.name for player, named in page.players.items()
    }


class TestLists:
    """Three matches: one untouched since the moment, one that went on, one announced later."""

    @pytest.fixture
    def rows(self, db):  # noqa: ARG002 -- asked for the database
        made = [self.scored(kickoff_at) for kickoff_at in (1_000, 2_000)]
        moment = Stream.objects.get(name=made[1].stream).moved_at
        append(made[1].stream, [told(GOAL)])
        made.append(self.scored(3_000))
        for row in made:
            project(row)
        return made, moment

    @staticmethod
    def scored(kickoff_at):
        """A fixture in which a goal was scored."""
        row = schedule_sheet(sheet(kickoff_at=kickoff_at), provider="provider")
        append(row.stream, [told(GOAL)])
        return row

    @staticmethod
    def listed(as_of, limit=9):
        shown = selectors.listed(
            after=clock.from_ms(0), before=clock.from_ms(9_000), limit=limit, as_of=as_of
        )
        return [(row, state["status"], state["score"]["home"]) for row, state in shown]

    def test_live_is_what_the_rows_say(self, rows, django_assert_num_queries):
        made, _ = rows

        with django_assert_num_queries(1):
            shown = self.listed(streams.LIVE)

        assert shown == [(made[0], "live", 1), (made[1], "live", 2), (made[2], "live", 1)]
        assert self.listed(streams.LIVE, limit=1) == shown[:1]

    def test_a_delayed_viewer_sees_what_stood_then(self, rows, django_assert_num_queries):
        made, moment = rows

        with django_assert_num_queries(5):
            shown = self.listed(moment)

        assert shown == [(made[0], "live", 1), (made[1], "live", 1)]

    def test_a_page_of_matches_just_announced_is_passed_over(self, rows):
        made, moment = rows
        self.scored(500)

        assert selectors.fixtures_after("", 1, as_of=moment) == ([made[0]], True)

    def test_a_row_and_a_fold_say_the_same_to_a_list(self, rows):
        made, _ = rows

        [(_, row_s), *_] = selectors.listed(
            after=clock.from_ms(0), before=clock.from_ms(9_000), limit=1, as_of=streams.LIVE
        )

        folded = streams.folded(made[0].stream).project()
        assert [row_s[key] for key in ("status", "score")] == [
            folded[key] for key in ("status", "score")
        ]
        assert row_s["clock"].items() <= folded["clock"].items()
        assert row_s["stages"].keys() == folded["stages"].keys()


def project(row):
    """Bring a fixture's row up to its stream."""
    facts = streams.facts_after(row.stream, after=0, limit=99)
    read = [Read(offset=offset, type=fact.type, id=fact.id, view=None) for offset, fact in facts]
    project_scoreboard(row.stream, read)
