"""Matches that were over before anybody came: told scene by scene, talked about, corrected once."""

import pytest

from community.core import clock
from community.feeds import programme
from community.feeds.player import SCENE_ENDS, SCENE_EVENTS_MAX, Played
from community.feeds.providers.protocol import FeedEvent
from community.management.voices.past import DURING, TAKEN_BACK, PastTalk
from community.management.voices.talker import Talker
from community.matches import facts
from community.streams import selectors as streams
from community.users.services.crowd import ensure_crowd
from tests.matches.factories import told
from tests.web.factories import goal, schedule, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture():
    """City v United in its first half, hours ago, a goal just scored."""
    made = schedule(simulated=True, kickoff_at=clock.now_ms() - 5 * programme.HOUR_MS)
    tell(made, told(facts.MatchKickedOff()), told(goal("home", 1, 600_000)))
    return made


@pytest.fixture
def said():
    """What was said for people of how far it came."""
    return []


@pytest.fixture
def past(said):
    fans = ensure_crowd([f"past_fan_{number}" for number in range(60)])
    return PastTalk(Talker(fans, seed="a test"), say=said.append)


def ended(data, kind):
    return FeedEvent(id="e1", type=kind, at=0, data=data, due_ms=0)


def kinds(fixture, kind="match"):
    name = f"{kind}.{fixture.pk}"
    return [fact.type for _, fact in streams.facts_after(name, after=0, limit=1_000)]


def test_a_scene_ends_with_what_is_spoken_of_or_with_its_length():
    showing = programme.Showing(number=3, kickoff_at=clock.now_ms() - 5 * programme.HOUR_MS)
    events = showing.recording().events
    played = Played(showing=showing, match="match_1", events=events, is_past=True)

    scenes = []
    while not played.is_over:
        scenes.append(played.due(clock.now_ms()))
        played.sent += len(scenes[-1])

    assert [event for scene in scenes for event in scene] == events
    assert all(0 < len(scene) <= SCENE_EVENTS_MAX for scene in scenes)
    assert not any(event.type in SCENE_ENDS for scene in scenes for event in scene[:-1])


def test_what_was_said_of_a_goal_of_then_speaks_of_it(past, fixture):
    past.between(fixture.pk, ended(goal("home", 1, 600_000), "match.goal"))

    told_facts = streams.facts_after(f"thread.{fixture.pk}", after=0, limit=1_000)
    posted = [fact.data for _, fact in told_facts if fact.type == "thread.posted"]
    assert len(posted) > DURING
    assert any(data.anchor.event for data in posted)


def test_one_score_is_entered_wrong_and_taken_back_once(past, fixture):
    whistle = facts.MatchPeriodEnded(period=1, clock_ms=2_700_000)
    tell(fixture, told(whistle))

    past.between(fixture.pk, ended(whistle, "match.period_ended"))
    past.between(fixture.pk, ended(whistle, "match.period_ended"))

    assert kinds(fixture).count("match.retracted") == 1
    [*_, (_, last)] = streams.facts_after(fixture.stream, after=0, limit=1_000)
    assert last.data.reason == TAKEN_BACK
    assert streams.folded(fixture.stream).project()["score"] == {"home": 1, "away": 0}


def test_people_are_told_when_a_match_begins_and_when_it_is_whole(past, fixture, said):
    past.between(fixture.pk, ended(goal("home", 1, 600_000), "match.goal"))
    past.between(fixture.pk, ended(goal("home", 1, 600_000), "match.goal"))
    past.between(fixture.pk, ended(facts.MatchFullTime(period=2, clock_ms=1), "match.full_time"))

    assert said == [
        "Telling a finished match with its talk: City v United",
        "Told: City v United",
    ]
