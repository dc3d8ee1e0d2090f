"""A feed that should be speaking and does not, and that speaks again."""

from datetime import timedelta

import pytest

from community.config import selectors as config
from community.core import clock
from community.feeds import tasks
from community.feeds.services import silence
from community.matches.models import Fixture, Scoreboard
from community.streams import selectors as streams
from community.streams.models import Producer
from tests.feeds.provider import Provider, bare, event

pytestmark = pytest.mark.django_db


def facts(provider):
    return [fact for _, fact in streams.facts_after(provider.stream, after=0, limit=100)]


def quieten(provider, *, seconds):
    """Let it be so long since the source was heard."""
    heard_at = clock.now() - timedelta(seconds=seconds)
    Producer.objects.filter(name=provider.name).update(heard_at=heard_at)
    return heard_at


def look():
    return silence.state_silences(config.current())


@pytest.fixture
def playing(provider):
    """A provider in the middle of a live match."""
    provider.accept(bare(1, "match.kicked_off"), event(2))
    Scoreboard.objects.filter(pk=provider.match).update(status="live")
    return provider


def test_a_silence_is_stated_once(playing):
    heard_at = quieten(playing, seconds=61)

    assert (look(), look()) == (1, 0)

    *_, silent = facts(playing)
    assert silent.type == "match.feed_silent"
    assert (silent.data.source, silent.data.since) == (playing.name, clock.to_ms(heard_at))
    assert silent.policy == config.current().digest("feeds")
    assert len(facts(playing)) == 4


def test_who_spoke_within_the_minute_is_not_silent(playing):
    quieten(playing, seconds=58)

    assert look() == 0
    assert len(facts(playing)) == 3


@pytest.mark.parametrize("status", ["scheduled", "break", "ended"])
def test_nobody_has_to_speak_while_nothing_is_played(playing, status):
    Scoreboard.objects.filter(pk=playing.match).update(status=status)
    quieten(playing, seconds=3_600)

    assert look() == 0
    assert len(facts(playing)) == 3


def test_each_silent_source_of_a_match_is_named(playing):
    other = Provider()
    other.accept(event(1, subject=playing.match))
    quieten(playing, seconds=61)
    quieten(other, seconds=61)

    assert look() == 2

    told = facts(playing)[-2:]
    assert {fact.data.source for fact in told} == {playing.name, other.name}


def test_a_source_that_speaks_again_says_so_before_its_facts(playing):
    quieten(playing, seconds=90)
    look()

    receipt = playing.accept(event(3), event(4))

    told = facts(playing)[4:]
    assert [fact.type for fact in told] == ["match.feed_resumed", "match.pass", "match.pass"]
    assert told[0].data.source == playing.name
    assert 90_000 <= told[0].data.silent_ms < 150_000
    assert (receipt["accepted"], receipt["head"], receipt["next_sequence"]) == (2, 7, 5)
    assert Producer.objects.get(name=playing.name).silent_since is None


def test_a_source_that_resumed_may_fall_silent_again(playing):
    quieten(playing, seconds=90)
    look()
    playing.accept(event(3))
    quieten(playing, seconds=90)

    assert look() == 1


def test_a_repeated_batch_is_no_sign_of_life(playing):
    quieten(playing, seconds=90)
    look()

    playing.accept(event(2))

    assert facts(playing)[-1].type == "match.feed_silent"


def test_a_refused_batch_is_no_sign_of_life(playing, refused):
    quieten(playing, seconds=90)
    look()

    refused.send(event(9))

    assert facts(playing)[-1].type == "match.feed_silent"


def test_a_material_fact_after_a_silence_is_marked_where_it_stands(playing):
    quieten(playing, seconds=90)
    look()

    playing.accept(event(3), event(4, "match.goal"))

    assert Fixture.objects.get(pk=playing.match).material_offset == 7
    assert facts(playing)[6].type == "match.goal"


def test_the_beat_looks_for_silences(playing):
    quieten(playing, seconds=61)

    tasks.silences()

    assert facts(playing)[-1].type == "match.feed_silent"
