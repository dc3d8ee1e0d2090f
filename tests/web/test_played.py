"""Playing a match again by pages of operations: they end where a fresh moment's page is."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.core import canonical, patch
from community.feeds.providers.simulator_chance import Chance
from community.matches import facts
from community.streams import selectors as streams
from community.threads import replays
from community.threads.services.visibility import hide_post, restore_post
from tests.addresses import anywhere
from tests.matches.factories import told
from tests.node import run
from tests.threads.speech import rewrite, said, state_of
from tests.web.factories import goal, player, tell
from tests.web.test_instants import queries

pytestmark = pytest.mark.django_db

SEEDS = 4
MOVES = 40
QUERIES_MAX = 8
LIMIT = 7


def moment(client, match, at):
    answer = client.get(f"/api/v1/matches/{match}/moment?at={at}")
    assert answer.status_code == 200
    return answer.json()


def pages(client, match, *, after, until, limit=LIMIT):
    """Every page from one moment to another, so small that a match takes many."""
    found, address = [], anywhere()  # each walk a reader, however fast this machine asks
    while after:
        asked = {"after": after, "until": until, "limit": limit}
        answer = client.get(f"/api/v1/matches/{match}/operations", asked, REMOTE_ADDR=address)
        assert answer.status_code == 200, answer.content
        found.append(answer.json())
        after = found[-1]["next"]
    return found


def played(begun, told_pages):
    """Each topic's (epoch, offset, state) after every operation."""
    held = {each["topic"]: (each["epoch"], each["offset"], each["state"]) for each in topics(begun)}
    for page in told_pages:
        for step in page["operations"]:
            epoch, offset, state = held[step["topic"]]
            assert (epoch, offset) == (step["epoch"], step["from"])
            state = patch.apply(step["patch"], state)
            if "digest" in step:
                assert canonical.digest(state) == step["digest"]
            held[step["topic"]] = (epoch, step["to"], state)
    return held


def topics(shown):
    return shown["topics"]


def held(shown):
    return {each["topic"]: (each["epoch"], each["offset"], each["state"]) for each in topics(shown)}


def happen(fixture, people, seed):
    """A match and a talk of a seed, in one random order: goals, posts, edits, what is hidden."""
    chance = Chance(f"played {seed}")
    clock_ms, posts = 800_000, []
    scorer = player(fixture, "City Player 9")
    for number in range(MOVES):
        kind = chance.pick(["clock", "clock", "goal", "post", "post", "post", "edit", "hide"])
        clock_ms += chance.pick([0, 300, 1_500, 40_000])
        author = chance.pick(people).actor_id
        if kind == "clock":
            ticks = [clock_ms + each for each in range(chance.whole(1, 3))]
            tell(fixture, *(told(facts.MatchClock(period=1, clock_ms=each)) for each in ticks))
        elif kind == "goal":
            tell(fixture, told(goal("home", 1, clock_ms, player=scorer)))
        elif kind == "post":
            posts.append((author, said(author, fixture.pk, f"Word {number}"), [1]))
        elif posts and kind == "edit":
            author, post_id, rev = chance.pick(posts)
            rewrite(author, post_id, f"Anew {number}", rev=rev[0])
            rev[0] += 1
        elif posts and kind == "hide":
            author, post_id, _ = posts.pop(chance.whole(0, len(posts) - 1))
            hide_post(post_id=post_id, reason="abuse", by=author)
            if chance.happens(0.5):
                restore_post(post_id=post_id, reason="mistake", by=author)
    tell(fixture, told(facts.MatchClock(period=1, clock_ms=clock_ms)))


@pytest.fixture(params=range(SEEDS))
def happened(request, live, ola, pia):
    """A match about which much was said."""
    happen(live, (ola, pia), request.param)
    return live


def head(fixture):
    return streams.heads([fixture.stream])[fixture.stream].offset


def test_all_pages_end_at_the_moment_a_fresh_page_gives(client, happened):
    last = head(happened)
    for first, until in [(1, last), (3, last // 2), (last // 2, last), (last, last)]:
        begun = moment(client, happened.pk, first)
        for after in (begun["after"], str(first)):
            told_pages = pages(client, happened.pk, after=after, until=until)

            assert played(begun, told_pages) == held(moment(client, happened.pk, until))


def test_the_sdk_s_reducer_ends_there_too(client, happened, tmp_path):
    last = head(happened)
    begun = moment(client, happened.pk, 1)
    told_pages = pages(client, happened.pk, after=begun["after"], until=last)
    file = tmp_path / "replay.json"
    file.write_bytes(canonical.dumps({"moment": begun, "pages": told_pages}))

    states = run(Path(__file__).parent / "replayed.mjs", file).removesuffix("\n")

    fresh = {each["topic"]: each["state"] for each in moment(client, happened.pk, last)["topics"]}
    assert states == canonical.dumps(fresh).decode()


def test_waits_add_up_to_the_same_match_time_however_it_is_cut(client, happened):
    def waited(limit):
        until = head(happened)
        told_pages = pages(client, happened.pk, after="3", until=until, limit=limit)
        return sum(step["wait_ms"] for page in told_pages for step in page["operations"])

    cut, whole = waited(LIMIT), waited(replays.FACTS_MAX)

    # A whole millisecond a step may be lost to rounding.
    assert abs(cut - whole) <= 2 * MOVES
    assert whole > 60_000


def test_a_page_twice_is_the_same_bytes(client, happened):
    path = f"/api/v1/matches/{happened.pk}/operations?after=3"

    assert client.get(path).content == client.get(path).content


def test_what_is_hidden_between_two_pages_is_taken_by_the_next(client, live, ola):
    tell(live, told(facts.MatchClock(period=1, clock_ms=900_000)))
    post = said(ola.actor_id, live.pk, "Soon gone")
    tell(live, told(facts.MatchClock(period=1, clock_ms=960_000)))
    said(ola.actor_id, live.pk, "And later")
    tell(live, told(facts.MatchClock(period=1, clock_ms=990_000)))
    begun = moment(client, live.pk, 6)
    hide_post(post_id=post, reason="abuse", by=ola.actor_id)

    told_pages = pages(client, live.pk, after=begun["after"], until=7)

    assert "Soon gone" in str(begun)
    assert "Soon gone" not in str(played(begun, told_pages))
    assert played(begun, told_pages) == held(moment(client, live.pk, 7))


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/after"),
        ("after=0", "/after"),
        ("after=-1", "/after"),
        ("after=5", "/after"),
        ("after=4.9", "/after"),
        ("after=4.x", "/after"),
        ("after=4.", "/after"),
        ("after=thread:4", "/after"),
        ("after=4&until=5", "/until"),
        ("after=4&until=3", "/until"),
        ("after=4&until=x", "/until"),
    ],
)
def test_a_place_that_is_not_there_is_pointed_at(client, live, query, pointer):
    answer = client.get(f"/api/v1/matches/{live.pk}/operations?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": pointer, "detail": "no moment of this match"}]


@pytest.mark.parametrize("limit", ["0", "401", "-1", "x"])
def test_a_page_of_more_than_there_may_be_is_refused(client, live, limit):
    answer = client.get(f"/api/v1/matches/{live.pk}/operations?after=4&limit={limit}")

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/limit"]


def test_an_unknown_match_is_not_found(client, live):
    assert client.get(f"/api/v1/matches/{live.pk}x/moment").status_code == 404
    assert client.get(f"/api/v1/matches/{live.pk}x/operations?after=1").status_code == 404


def test_pages_take_few_queries(client, happened):
    for path in (f"moment?at={head(happened)}", "operations?after=3"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/api/v1/matches/{happened.pk}/{path}")

        assert len(told := queries(asked)) <= QUERIES_MAX, told


def test_the_moment_is_what_the_topics_show_at_the_head(client, happened):
    shown = {
        each["topic"]: each["state"] for each in topics(moment(client, happened.pk, head(happened)))
    }

    assert shown[f"thread.{happened.pk}"] == state_of(happened.pk)
