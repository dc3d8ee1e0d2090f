"""Who follows a match or one of its clubs is told of its kick-off and goals, once and in order."""

import pytest

from community.core import clock
from community.matches import facts
from community.notices import subscribers
from community.notices.models import Bookmark, Notice
from community.streams import selectors as streams, subscriptions
from community.streams.facts import Cause
from community.streams.models import Cursor
from community.users.facts import Followed
from community.users.models import Follow
from community.users.services import ties
from tests.matches.factories import amended, event_id, retracted, told
from tests.streams.factories import append
from tests.users.factories import someone
from tests.web.factories import goal

pytestmark = pytest.mark.django_db

SUBSCRIBER = "notices.followers"
GOAL = goal("home", 1, 754_200)
PASS = facts.MatchPass(period=1, clock_ms=754_200, side="home", x=500, y=400)


def drain():
    """Let the subscriber catch up, as its task does."""
    while subscriptions.drain(SUBSCRIBER):
        pass


def tell(fixture, *stated):
    append(fixture.stream, [*stated])
    drain()


def bell(user):
    return streams.folded(f"user.{user.actor_id}").project()


def rung(user):
    """(kind, event, struck) of each notice, the oldest first."""
    notices = sorted(bell(user)["notices"].values(), key=lambda notice: notice["n"])
    return [(each["kind"], each["event"], each.get("struck", False)) for each in notices]


def rows():
    return list(Notice.objects.order_by("actor", "n").values())


def test_a_kick_off_and_a_goal_ring_the_bell_of_who_follows_the_match(fixture, fan):
    kickoff, scored = told(facts.MatchKickedOff()), told(GOAL)

    tell(fixture, kickoff, told(PASS), scored)

    assert rung(fan) == [("kickoff", kickoff.id, False), ("goal", scored.id, False)]
    notice = max(bell(fan)["notices"].values(), key=lambda each: each["n"])
    assert (notice["match"], notice["at"]) == (fixture.pk, scored.at)
    assert bell(fan)["unread"] == 2


def test_the_notice_names_the_fact_it_comes_from(fixture, fan):
    tell(fixture, told(GOAL))

    *_, (_, fact) = streams.facts_after(f"user.{fan.actor_id}", after=0, limit=10)

    assert fact.type == "user.notified"
    place = streams.heads([fixture.stream])[fixture.stream].offset
    assert fact.cause == Cause(stream=fixture.stream, offset=place)


def test_who_follows_a_club_and_the_match_is_told_once(fixture, fan, follows):
    follows(fan, club=fixture.away_id)

    tell(fixture, told(GOAL))

    assert len(rung(fan)) == 1


def test_who_follows_one_of_the_clubs_is_told(fixture, follows):
    user = someone("fan", name="bea")
    follows(user, club=fixture.away_id)

    tell(fixture, told(GOAL))

    assert len(rung(user)) == 1


def test_who_follows_something_else_or_nothing_any_more_hears_nothing(fixture, fan, follows):
    other = someone("fan", name="bea")
    follows(other, club="club_elsewhere")
    ties.follow(actor=fan.actor_id, followed=Followed(match=fixture.pk), on=False)

    tell(fixture, told(GOAL))

    assert (rung(fan), rung(other), rows()) == ([], [], [])


def test_what_happened_before_somebody_followed_is_no_news(fixture, fan):
    later = told(GOAL).at + 1
    Follow.objects.update(since=clock.from_ms(later))

    tell(fixture, told(GOAL))

    assert rung(fan) == []


def test_an_own_goal_is_a_goal_and_a_card_is_not(fixture, fan):
    own = told(facts.MatchOwnGoal(period=1, clock_ms=1, side="away"))

    tell(fixture, own, told(facts.MatchCard(period=1, clock_ms=2, side="home", colour="red")))

    assert rung(fan) == [("goal", own.id, False)]


def test_a_goal_taken_back_strikes_its_notice_and_keeps_it(fixture, fan):
    event = event_id(1)
    tell(fixture, told(GOAL, id=event))

    tell(fixture, retracted(event, GOAL))

    assert rung(fan) == [("goal", event, True)]
    assert Notice.objects.get(event=event).struck_n is not None


def test_a_goal_given_after_all_upholds_its_notice(fixture, fan):
    event = event_id(1)
    tell(fixture, told(GOAL, id=event), retracted(event, GOAL))

    tell(fixture, amended(event, GOAL, GOAL, revision=2, struck=True))

    assert rung(fan) == [("goal", event, False)]
    assert Notice.objects.get(event=event).struck_n is None


def test_a_scorer_corrected_is_no_news(fixture, fan):
    event = event_id(1)
    tell(fixture, told(GOAL, id=event))
    before = bell(fan)

    tell(fixture, amended(event, GOAL, goal("home", 1, 754_200, player="player_77aa")))

    assert bell(fan) == before


def test_what_becomes_a_goal_is_told_and_what_was_one_is_struck_and_upheld_again(fixture, fan):
    event = event_id(1)
    tell(fixture, told(PASS, id=event))
    assert rung(fan) == []

    tell(fixture, amended(event, PASS, GOAL))
    assert rung(fan) == [("goal", event, False)]
    tell(fixture, amended(event, GOAL, PASS, revision=2))
    assert rung(fan) == [("goal", event, True)]
    tell(fixture, amended(event, PASS, GOAL, revision=3))

    assert rung(fan) == [("goal", event, False)]


def test_a_match_nobody_set_down_tells_nobody(fan):
    append("match.match_nobody", [told(GOAL)])

    drain()

    assert rung(fan) == []
    assert Cursor.objects.get(subscriber=SUBSCRIBER, stream__name="match.match_nobody").offset == 1


def test_a_replay_from_the_first_fact_changes_nothing(fixture, fan):
    event = event_id(1)
    tell(fixture, told(facts.MatchKickedOff()), told(GOAL, id=event), retracted(event, GOAL))
    tell(fixture, amended(event, GOAL, GOAL, revision=2, struck=True))
    tell(fixture, retracted(event, GOAL, revision=3))
    before, head = rows(), streams.heads([f"user.{fan.actor_id}"])

    Cursor.objects.filter(subscriber=SUBSCRIBER).update(offset=0)
    drain()

    assert rows() == before
    assert rung(fan)[1:] == [("goal", event, True)]
    assert streams.heads([f"user.{fan.actor_id}"]) == head


class TestManyFollowers:
    """More than one transaction may tell."""

    @pytest.fixture(autouse=True)
    def two_at_a_time(self, monkeypatch):
        monkeypatch.setattr(subscribers, "TOLD_PER_CLAIM", 2)

    @pytest.fixture
    def crowd(self, follows):
        users = [someone("fan", name=f"fan_{number}") for number in range(5)]
        for user in users:
            follows(user)
        return users

    def test_a_drain_tells_a_page_and_says_that_more_waits(self, fixture, crowd):
        scored = told(GOAL)
        append(fixture.stream, [scored, told(PASS)])
        place = streams.heads([fixture.stream])[fixture.stream].offset - 1

        waits, counts, cursors = [], [], []
        for _ in range(4):
            waits.append(subscriptions.drain(SUBSCRIBER))
            counts.append(Notice.objects.count())
            cursors.append(Cursor.objects.get(stream__name=fixture.stream).offset)

        assert waits == [True, True, True, False]
        assert counts == [2, 4, 5, 5]
        assert cursors == [place - 1, place - 1, place, place + 1]
        assert [rung(user) for user in crowd] == [[("goal", scored.id, False)]] * 5
        assert not Bookmark.objects.exists()

    def test_everybody_hears_of_the_first_goal_before_anybody_of_the_second(self, fixture, crowd):
        first, second = told(GOAL), told(goal("away", 1, 800_000))
        append(fixture.stream, [first, second])

        while subscriptions.drain(SUBSCRIBER):
            heard = {event for user in crowd for _, event, _ in rung(user)}
            all_heard_first = all(("goal", first.id, False) in rung(user) for user in crowd)
            assert second.id not in heard or all_heard_first

        assert {tuple(rung(user)) for user in crowd} == {
            (("goal", first.id, False), ("goal", second.id, False))
        }

    def test_a_goal_taken_back_is_struck_page_by_page(self, fixture, crowd):
        event = event_id(1)
        tell(fixture, told(GOAL, id=event))
        append(fixture.stream, [retracted(event, GOAL)])

        waits = [subscriptions.drain(SUBSCRIBER) for _ in range(3)]

        assert waits == [True, True, False]
        assert [rung(user) for user in crowd] == [[("goal", event, True)]] * 5

    def test_a_replay_page_by_page_tells_nobody_twice(self, fixture, crowd):
        tell(fixture, told(GOAL), told(goal("away", 1, 800_000)))
        before = rows()

        Cursor.objects.filter(subscriber=SUBSCRIBER).update(offset=0)
        drain()

        assert rows() == before
        assert [bell(user)["unread"] for user in crowd] == [2] * 5


@pytest.mark.any_lock_order
def test_rows_that_differ_from_their_facts_are_found(fixture, fan):
    tell(fixture, told(facts.MatchKickedOff()), told(GOAL))
    folded = streams.folded(f"user.{fan.actor_id}")

    def found():
        return [*subscribers.notice_differences(folded.stream, folded.offset, folded.state)]

    assert found() == []
    Notice.objects.filter(kind="goal").update(struck_n=1)
    Notice.objects.filter(kind="kickoff").delete()
    assert len(found()) == 2
