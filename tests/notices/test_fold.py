"""The bell: the newest notices, which of them are read, which did not happen after all."""

from community.notices.fold import UserFold
from community.notices.state import NOTICES_MAX
from community.users.facts import UserSessionsEnded
from tests.notices.factories import AT, bell, notice_id, notified, read, stated, struck, upheld


def test_who_was_told_nothing_has_an_empty_bell():
    assert bell() == {"read": 0, "unread": 0, "notices": {}}


def test_a_notice_is_held_with_its_place_and_what_it_is_about():
    told = notified(1, "reply", by="actor_5f2c", match="match_7f0c", post="post_9d")

    assert bell(told) == {
        "read": 0,
        "unread": 1,
        "notices": {
            notice_id(1): {
                "n": 1,
                "at": AT,
                "kind": "reply",
                "by": "actor_5f2c",
                "match": "match_7f0c",
                "post": "post_9d",
            }
        },
    }


def test_what_is_read_is_counted_no_longer_and_later_ones_are():
    told = bell(notified(1), notified(2), read(2), notified(3))

    assert (told["read"], told["unread"], len(told["notices"])) == (2, 1, 3)


def test_reading_less_than_was_read_takes_nothing_back():
    assert bell(notified(1), notified(2), read(2), read(1))["unread"] == 0


def test_a_struck_notice_stays_and_may_be_upheld():
    before = (notified(1), notified(2), struck(1))

    assert bell(*before)["notices"][notice_id(1)]["struck"] is True
    assert bell(*before, upheld(1)) == bell(notified(1), notified(2))


def test_past_the_bound_the_oldest_goes_and_striking_it_changes_nothing():
    facts = [notified(number) for number in range(NOTICES_MAX + 1)]

    held = bell(*facts)["notices"]

    assert len(held) == NOTICES_MAX
    assert notice_id(0) not in held
    assert bell(*facts, struck(0)) == bell(*facts)


def test_facts_that_are_no_notices_are_passed_over():
    told = stated(UserSessionsEnded(user="actor_5f2c"))

    assert bell(told, notified(1))["notices"][notice_id(1)]["n"] == 2
    assert bell(told)["notices"] == {}


def test_a_dump_is_read_back():
    fold = UserFold()
    state = fold.empty()
    fold.fold(state, enumerate([notified(1), notified(2), struck(2), read(1)], start=1))

    again = fold.load(fold.dump(state))

    assert again == state
    assert fold.project(again) == fold.project(state)
