"""What is drawn and said of single touches and incidents, beyond what matches happen to hold."""

from community.web.presenters.incidents import Headline, headline
from community.web.presenters.pitch import pitch
from tests.web.factories import NAMES


def touch(period, clock_ms):
    return {
        "type": "match.pass", "period": period, "clock_ms": clock_ms, "side": "home",
        "x": 500, "y": 500,
    }  # fmt: skip


def test_a_touch_of_the_period_before_is_old_however_near_its_clock():
    drawn = pitch({"touches": {"a": touch(1, 2_700_000), "b": touch(2, 1_000)}}, NAMES)

    assert [(one.key, one.age) for one in drawn.touches] == [("a", "old"), ("b", "fresh")]


def test_a_touch_fades_by_its_age():
    clocks = {"old": 0, "recent": 10_000, "fresh": 30_000}
    drawn = pitch({"touches": {key: touch(1, at) for key, at in clocks.items()}}, NAMES)

    assert [one.age for one in drawn.touches] == ["old", "recent", "fresh"]


def test_without_a_placed_touch_there_is_no_ball():
    unplaced = {"type": "match.save", "period": 1, "clock_ms": 1, "side": "home"}

    drawn = pitch({"touches": {"a": unplaced}}, NAMES)

    assert (drawn.touches, drawn.ball, drawn.words) == ([], None, "No touch in the last minute.")


def test_an_incident_of_a_kind_yet_unnamed_is_an_event():
    told = headline({"type": "match.meteor", "player": "player_5f2c"}, NAMES)

    assert told == Headline(title="Event", who="Silva", note="", icon="touch")
