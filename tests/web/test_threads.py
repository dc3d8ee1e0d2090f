"""The words of a thread: who said it, of what, and what became of that; in both languages alike."""

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from community.core import canonical
from community.web.presenters.thread import plain, post_rows, shortened
from tests.node import run
from tests.web.factories import NAMES
from tests.web.threads import MATCH, incident, shown, state_of, states

HERE = Path(__file__).parent
STATES = 100
ANCHOR = {"offset": 3, "period": "2H", "clock_ms": 1_020_000}
POST = {
    "at": 0,
    "by": "actor_1",
    "name": "ola",
    "hue": 200,
    "kind": "comment",
    "rev": 1,
    "anchor": ANCHOR,
    "body": [["p", None, "What a ", ["strong", None, "goal"], "!"]],
}


def rows(*posts, match=MATCH):
    return post_rows(state_of(posts)["posts"], match, NAMES)


def about(**anchor):
    return rows(POST | {"anchor": ANCHOR | anchor})[0].about


def test_the_live_thread_shows_what_the_served_thread_shows(tmp_path):
    found = []

    @settings(max_examples=STATES, database=None, derandomize=True, phases=[Phase.generate])
    @given(states)
    def keep(state):
        found.append(state)

    keep()
    file = tmp_path / "threads.json"
    file.write_bytes(canonical.dumps({"names": NAMES.as_json(), "match": MATCH, "states": found}))

    said = run(HERE / "agree_threads.mjs", file).removesuffix("\n").split("\n")

    assert said == [canonical.dumps(shown(state, NAMES)).decode() for state in found]
    assert len(found) >= STATES // 2


def test_a_post_says_who_when_and_what():
    (row,) = rows(POST | {"demo": True, "up": 3, "reactions": {"shock": 1, "fire": 2, "sad": 0}})

    assert (row.name, row.tone, row.demo, row.minute, row.up) == ("ola", 6, True, "63'", 3)
    assert [(each.label, each.count) for each in row.reactions] == [("Fire", 2), ("Shock", 1)]
    assert plain(row.body) == "What a goal!"


def test_posts_stand_in_the_order_they_came_and_the_first_of_a_minute_opens_it():
    later = POST | {"anchor": ANCHOR | {"clock_ms": 1_080_000}}
    before = POST | {"anchor": {"offset": 0, "period": "PRE", "clock_ms": 0}}

    told = rows(before, POST, POST, before, later)

    assert [row.n for row in told] == [2, 3, 4, 5, 6]
    assert [row.opens for row in told] == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("hidden", "Removed by a moderator."),
        ("deleted", "Deleted by its author."),
        ("erased", "Its author has left, and took it along."),
    ],
)
def test_what_is_gone_is_said_in_words_and_names_nobody(why, words):
    (row,) = rows({"at": 0, "anchor": ANCHOR, "gone": why})

    assert (row.gone, row.name, row.by, row.body) == (words, "", "", ())


def test_an_answer_quotes_what_it_answers_while_that_is_at_hand():
    long = POST | {"body": [["p", None, "word " * 40]]}
    removed = {"at": 0, "anchor": ANCHOR, "gone": "hidden"}
    answers = [POST | {"reply": post} for post in ("post_0", "post_1", "post_9")]

    told = rows(long, removed, *answers)

    assert [(row.quote.name, row.quote.words) for row in told[2:]] == [
        ("ola", f"{'word ' * 13}word w"[:71].rstrip() + "\N{HORIZONTAL ELLIPSIS}"),
        ("", "Removed by a moderator."),
        ("", ""),
    ]
    assert shortened("short") == "short"


def test_a_post_names_the_event_it_speaks_of():
    assert about() == about(event="")
    assert about(event="event_none").words == "A moment of the match"
    assert about(event="event_1").words == "Goal, Silva"


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("event_1", "VAR took this goal back."),
        ("event_2", "This call has been corrected since."),
        ("event_9", ""),
    ],
)
def test_a_post_says_what_became_of_its_event_since(event, words):
    assert about(event=event, revision=0).correction == words
    assert about(event=event, revision=1).correction == ""


def test_a_goal_that_was_struck_without_a_video_referee_was_only_taken_back():
    match = {"incidents": {"event_1": incident(struck=True, revision=1)}}

    (row,) = rows(POST | {"anchor": ANCHOR | {"event": "event_1"}}, match=match)

    assert (row.about.struck, row.about.correction) == (True, "This goal was taken back.")


def test_an_insight_says_how_it_is_known():
    links = ["https://www.example.org/report?id=1", "http://user@data.example:81/x"]
    how = {"source": "model", "links": links, "from": ["post_0", "post_7"], "model": "xg-3"}

    told = rows(POST, POST | {"kind": "insight", "how": how | {"digest": "0123456789abcdef"}})[
        1
    ].how

    assert told.words == "A model's output"
    assert [link.host for link in told.links] == ["example.org", "data.example:81"]
    assert [(origin.post, origin.name) for origin in told.origins] == [
        ("post_0", "ola"),
        ("post_7", ""),
    ]
    assert (told.model, told.digest) == ("xg-3", "0123456789ab")
