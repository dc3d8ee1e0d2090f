"""What a user is shown of their notices: as of a moment, never later."""

from datetime import timedelta

import pytest
import time_machine

from community.core import clock
from community.core.ids import random_id
from community.notices import selectors
from community.notices.services.tell import News, Revision, mark, tell
from community.streams import selectors as streams
from community.streams.facts import Cause
from tests.notices.factories import AT

pytestmark = pytest.mark.django_db

BEGUN = clock.from_ms(AT)


def cause(offset):
    return Cause(stream="match.match_7f0c", offset=offset)


def news(number):
    return News(
        kind="goal", key=f"event_{number}", at=AT, cause=cause(number), event=f"event_{number}"
    )


@pytest.fixture
def actor():
    """Who was told of three goals, a minute apart, and a minute later that the first was none."""
    made = random_id("actor")
    with time_machine.travel(BEGUN, tick=False) as hands:
        for number in (1, 2, 3):
            tell([(made, news(number))])
            hands.shift(timedelta(minutes=1))
        revision = Revision(cause=cause(4), at=AT)
        mark(event="event_1", actors=[made], struck=True, revision=revision)
    return made


def shown(actor, *, as_of, n=1_000, limit=10):
    found = selectors.notices_before(actor, n=n, limit=limit, as_of=as_of)
    return [(notice.event, notice.struck) for _, notice in found]


def test_older_notices_come_newest_first_in_pages(actor):
    assert shown(actor, as_of=streams.LIVE, limit=2) == [("event_3", False), ("event_2", False)]
    assert shown(actor, as_of=streams.LIVE, n=2) == [("event_1", True)]


def test_who_sees_things_late_is_shown_what_was_told_by_then_and_not_that_it_was_struck(actor):
    late = BEGUN + timedelta(seconds=90)

    assert shown(actor, as_of=late) == [("event_2", False), ("event_1", False)]
    bell = selectors.bell_of(actor, as_of=late)
    assert [(each.event, each.struck) for each in bell.notices.values()] == [
        ("event_1", False),
        ("event_2", False),
    ]
    assert shown(actor, as_of=BEGUN - timedelta(seconds=1)) == []


def test_who_was_never_told_anything_has_an_empty_bell():
    bell = selectors.bell_of("actor_nobody", as_of=streams.LIVE)

    assert (bell.unread, bell.notices) == (0, {})
    assert shown("actor_nobody", as_of=streams.LIVE) == []


def test_one_user_is_not_shown_anothers(actor):
    other = random_id("actor")
    tell([(other, news(1)), (other, news(2)), (other, news(2))])

    assert [event for event, _ in shown(other, as_of=streams.LIVE)] == ["event_2", "event_1"]
    assert len(shown(actor, as_of=streams.LIVE)) == 3


def test_an_older_notice_is_what_the_bell_would_hold(actor):
    bell = selectors.bell_of(actor, as_of=streams.LIVE)

    older = selectors.notices_before(actor, n=1_000, limit=10, as_of=streams.LIVE)

    assert dict(older) == bell.notices
