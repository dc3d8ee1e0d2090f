"""The last minute of touches, whatever order they come in."""

from random import Random  # noqa: TID251 -- Random(seed) in a test

from community.matches.facts import MatchClock, MatchCorner, MatchPass
from community.matches.touches import TOUCHES_MAX
from tests.matches.factories import (
    FOLD,
    amended,
    event_id,
    folded,
    projected,
    retracted,
    told,
)


def passed(clock_ms, *, period=1, x=510):
    return MatchPass(period=period, clock_ms=clock_ms, side="home", x=x, y=330)


def clock(clock_ms, *, period=1):
    return told(MatchClock(period=period, clock_ms=clock_ms))


def test_a_touch_is_shown_with_its_places():
    touch = told(
        MatchPass(
            period=1, clock_ms=9_000, side="away", player="player_5f2c", x=1, y=2, to_x=3, to_y=4
        )
    )

    assert projected(touch)["touches"] == {
        touch.id: {
            "type": "match.pass",
            "period": 1,
            "clock_ms": 9_000,
            "side": "away",
            "player": "player_5f2c",
            "x": 1,
            "y": 2,
            "to_x": 3,
            "to_y": 4,
        }
    }


def test_a_touch_without_a_place_is_counted_and_not_shown():
    corner = told(MatchCorner(period=1, clock_ms=9_000, side="away", x=1_000))

    state = projected(corner)

    assert state["touches"] == {}
    assert state["stats"]["away"]["corners"] == 1


def test_touches_are_shown_for_a_minute():
    old, new = told(passed(10_000)), told(passed(10_001))

    assert list(projected(old, new, clock(70_000))["touches"]) == [new.id]


def test_another_period_starts_with_an_empty_pitch():
    assert projected(told(passed(2_700_000)), clock(0, period=2))["touches"] == {}


def test_of_more_touches_than_fit_the_newest_are_shown():
    touches = [told(passed(number * 100)) for number in range(TOUCHES_MAX + 30)]

    state = projected(*touches)

    assert set(state["touches"]) == {touch.id for touch in touches[30:]}


def test_an_amended_touch_is_shown_under_a_key_of_its_own():
    touch = told(passed(9_000))

    state = projected(touch, amended(touch.id, touch.data, passed(9_000, x=700)))

    assert {key: shown["x"] for key, shown in state["touches"].items()} == {f"{touch.id}@1": 700}


def test_a_touch_amended_to_another_moment_leaves_the_old_one():
    touch = told(passed(9_000))
    amendment = amended(touch.id, touch.data, passed(12_000))

    assert list(projected(touch, amendment)["touches"]) == [f"{touch.id}@1"]
    assert list(projected(amendment, touch)["touches"]) == [f"{touch.id}@1"]


def test_a_touch_amended_out_of_its_place_is_not_shown():
    touch = told(passed(9_000))
    nowhere = MatchPass(period=1, clock_ms=9_000, side="home")

    assert projected(touch, amended(touch.id, touch.data, nowhere))["touches"] == {}


def test_no_older_touch_takes_the_place_of_one_taken_back():
    touches = [told(passed(number * 100)) for number in range(TOUCHES_MAX + 1)]
    retraction = retracted(touches[-1].id, touches[-1].data)

    state = projected(*touches, retraction)

    assert len(state["touches"]) == TOUCHES_MAX - 1
    assert touches[0].id not in state["touches"]


def test_a_crowded_minute_ends_the_same_in_any_order():
    touches = [told(passed(number // 3 * 100), id=event_id(number)) for number in range(200)]
    revisions = [
        amended(touch.id, touch.data, passed(touch.data.clock_ms // 2)) for touch in touches[::4]
    ]
    log = [*touches, *revisions, *[retracted(t.id, t.data) for t in touches[1::4]]]
    shuffled = list(log)
    Random(7).shuffle(shuffled)  # noqa: S311 -- a fixed order that is not the log's

    one_by_one = FOLD.empty()
    for fact in shuffled:
        FOLD.fold(one_by_one, [(1, fact)])

    assert FOLD.project(one_by_one) == FOLD.project(folded(log))
