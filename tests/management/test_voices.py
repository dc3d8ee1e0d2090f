"""The demo's voices: many lines, a believable pace, by the same services as everybody."""

import re

import pytest

from community.config import selectors as config
from community.core import clock
from community.feeds.providers.simulator_chance import Chance
from community.management.commands.demo_talk import FANS, handles
from community.management.voices import pace
from community.management.voices.grammar import RULES, say
from community.management.voices.talker import Talker
from community.matches import facts
from community.streams import selectors as streams
from community.threads import pages
from community.users import selectors as users
from community.users.models import User
from community.users.services.crowd import ensure_crowd
from tests.matches.factories import told
from tests.users.factories import someone
from tests.web.factories import goal, schedule, tell

NOW = 1_800_000_000_000
WORDS = {
    **dict.fromkeys(["us", "them", "who", "minute"], "City"),
    **dict.fromkeys(["shots", "shots_against", "corners", "corners_against"], "3"),
}
SPOKEN = ["goal_for", "goal_against", "card", "break", "end", "before", "play", "reply", "insight"]
MINUTE_MS = 60_000


@pytest.mark.parametrize("rule", SPOKEN)
def test_a_rule_says_whole_lines_that_fit_a_post(rule):
    chance = Chance(rule)

    lines = [say(rule, WORDS, chance) for _ in range(500)]

    assert all(line and not re.search(r"[{}]", line) and len(line) <= 200 for line in lines)


def test_hardly_a_line_comes_twice():
    chance = Chance("variety")

    moments = [WORDS | {"who": f"Player {n % 22}", "minute": f"{n % 90}'"} for n in range(1_000)]
    lines = [say("play", words, chance) for words in moments]

    assert len(set(lines)) > 750


def test_every_word_in_braces_is_a_rule_or_a_word_of_the_moment():
    slots = {
        slot for lines in RULES.values() for line in lines for slot in re.findall(r"{(\w+)}", line)
    }

    assert slots - RULES.keys() - WORDS.keys() == set()


def state(status, period=2, clock_ms=600_000, **incidents):
    return {
        "status": status,
        "clock": {"period": period, "clock_ms": clock_ms},
        "incidents": incidents,
    }


def scored(ago_ms, **changes):
    return {"type": "match.goal", "at": NOW - ago_ms, "side": "home", **changes}


@pytest.mark.parametrize(
    ("stands", "per_minute"),
    [
        (state("scheduled"), pace.BEFORE),
        (state("live"), pace.PLAY),
        (state("live", clock_ms=41 * MINUTE_MS), pace.LATE),
        (state("live", e=scored(30_000)), pace.ROAR),
        (state("live", e=scored(30_000, struck=True)), pace.PLAY),
        (state("live", e=scored(10 * MINUTE_MS)), pace.PLAY),
        (state("live", clock_ms=44 * MINUTE_MS, e=scored(30_000)), pace.LATE_ROAR),
        (state("break"), pace.BREAK),
        (state("ended", e=scored(MINUTE_MS)), pace.AFTER),
        (state("ended", e=scored(60 * MINUTE_MS)), 0),
    ],
)
def test_a_stand_is_as_loud_as_what_happens(stands, per_minute):
    assert pace.posts_per_minute(stands, now_ms=NOW, said=pace.SAID_MIN) == per_minute


def test_a_match_that_was_over_before_anybody_came_is_talked_about_a_little():
    over = state("ended", e=scored(60 * MINUTE_MS))

    assert pace.posts_per_minute(over, now_ms=NOW, said=0) == pace.AFTER


def test_the_crowd_has_handles_of_its_own_and_the_same_ones_always():
    assert len(set(handles())) == FANS
    assert handles() == handles()
    assert all(re.fullmatch(r"[a-z0-9_]{3,24}", handle) for handle in handles())


@pytest.mark.django_db
class TestTalking:
    """On a match, through the services."""

    @pytest.fixture(autouse=True)
    def fresh_policies(self):
        config.refresh()

    @pytest.fixture
    def fans(self):
        return ensure_crowd(handles()[:30])

    @pytest.fixture
    def match(self):
        """A match in which a goal was just scored."""
        fixture = schedule(simulated=True)
        at = clock.now_ms()
        tell(fixture, told(facts.MatchKickedOff(), at=at), told(goal("home", 1, 1_000), at=at))
        return fixture

    def posts(self, match):
        return pages.thread_page(match.pk, as_of=streams.LIVE).posts

    def test_fans_talk_about_what_just_happened_and_are_marked(self, match, fans):
        talker = Talker(fans, seed="a seed")

        written = sum(talker.look([match.pk], elapsed_ms=5_000) for _ in range(3))

        posts = self.posts(match)
        assert written == len(posts) > 20
        assert all(post["demo"] for post in posts.values())
        assert any("event" in post["anchor"] for post in posts.values())
        assert any("reply" in post for post in posts.values())
        assert {post["by"] for post in posts.values()} <= set(fans)

    def test_a_scale_of_nothing_is_silence(self, match, fans):
        assert Talker(fans, seed="a seed", scale=0.0).look([match.pk], elapsed_ms=60_000) == 0
        assert self.posts(match) == {}

    def test_a_long_pause_is_not_made_up_for(self, match, fans):
        written = Talker(fans, seed="a seed").look([match.pk], elapsed_ms=3_600_000)

        assert written <= pace.ROAR * 5 // 60 + 1

    def test_when_nobody_may_speak_nobody_does(self, match):
        assert Talker([], seed="a seed").look([match.pk], elapsed_ms=5_000) == 0

    def test_the_crowd_is_made_once_and_leaves_people_their_handles(self, fans):
        person = someone("fan", name=handles()[40])

        again = ensure_crowd(handles()[:41])

        assert set(fans) < set(again)
        assert person.actor_id not in again
        assert User.objects.filter(is_demo=True).count() == 40
        assert all(profile.is_demo for profile in users.profiles_of(again).values())
        assert not User.objects.get(actor_id=fans[0]).has_usable_password()
