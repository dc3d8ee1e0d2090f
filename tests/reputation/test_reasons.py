"""Reasons: of the moment that is looked at, and worked out within bounds."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from community.config import selectors as config
from community.core import clock
from community.reputation import reasons
from community.reputation.services.refold import refold
from community.streams.selectors import LIVE
from community.threads.services.visibility import hide_post
from tests.config.policies import apply_changed
from tests.reputation.stand import hear_all, only_hear, points, vote
from tests.threads.speech import said

# So many others gave an author a vote.
CROWD = """
INSERT INTO reputation_deed (id, actor, kind, giver, post, match, amount, weight, half_life_s, at,
    stands, settled, credited, award, turn, stream, n)
SELECT 'deed_' || n, %s, 'comment_vote', 'actor_' || n, '', 'match_1', 0, 1000000, 86400, %s,
    true, true, 0, '', 0, 'user.x', 1 FROM generate_series(1, %s) AS made (n)"""


def undoing(actor, *, as_of=LIVE):
    """What undoing each deed would change, the oldest first."""
    told = reasons.reasons_of(actor, as_of=as_of, limit=50)
    return [each.undoing and round(each.undoing, 3) for each in reversed(told)]


def test_a_delayed_viewer_is_told_what_undoing_would_have_changed_then(fixture, ann, bob):
    posts = [said(ann, fixture.pk) for _ in range(4)]
    for post in posts[:3]:
        vote(bob, post)
    hear_all()
    then = clock.now()
    with time_machine.travel(then + timedelta(seconds=10), tick=True):
        vote(bob, posts[3])
        hear_all()

        # The fourth vote would take the place of any other; who sees three is told of none.
        assert undoing(ann) == [0.0, 0.0, 0.0, 0.0]
        assert undoing(ann, as_of=then) == [-1.0, -1.0, -1.0]


def test_what_was_settled_since_is_not_settled_to_a_delayed_viewer(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    only_hear()
    then = clock.now()
    hear_all()

    [seen] = reasons.reasons_of(ann, as_of=then, limit=50)
    [now] = reasons.reasons_of(ann, as_of=LIVE, limit=50)

    assert (seen.credited, seen.is_settled) == (0, False)
    assert (now.credited, now.is_settled) == (1, True)


def test_a_delayed_viewer_is_told_nothing_of_what_was_taken_back_since(fixture, ann, bob):
    post, hidden = said(ann, fixture.pk), said(ann, fixture.pk)
    vote(bob, post)
    vote(bob, hidden)
    hear_all()
    then = clock.now()
    with time_machine.travel(then + timedelta(seconds=10), tick=True):
        vote(bob, post, on=False)
        hide_post(post_id=hidden, reason="abuse", by=bob)
        hear_all()

        told = reasons.reasons_of(ann, as_of=then, limit=50)
        assert [each.is_settled for each in told] == [True, True]
        assert [each.is_undone for each in told] == [False, False]
        assert undoing(ann, as_of=then) == [-1.0, -1.0]
        # Ten below nothing, which is seen as nothing; without them, it is nothing too.
        assert undoing(ann) == [0.0, 0.0, 0.0]


def test_undoing_gives_no_more_than_what_people_see_rise(fixture, ann, bob):
    posts = [said(ann, fixture.pk) for _ in range(3)]
    vote(bob, posts[0])
    vote(bob, posts[1])
    hide_post(post_id=posts[2], reason="abuse", by=bob)
    hear_all()

    # Eight below nothing: without the ten, two; without a vote, still nothing.
    assert points(ann) == 0
    assert undoing(ann) == [0.0, 0.0, 2.0]


def test_past_a_bound_undoing_is_not_worked_out(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    hear_all()
    with connection.cursor() as cursor:
        cursor.execute(CROWD, [ann, clock.now(), reasons.DEEDS_WEIGHED_MAX - 1])
    assert undoing(ann) == [0.0] * 50

    with connection.cursor() as cursor:
        cursor.execute(CROWD.replace("'deed_'", "'deed_more_'"), [ann, clock.now(), 1])

    assert undoing(ann) == [None] * 50


def test_out_of_season_nothing_fades_and_then_it_does(fixture, ann, bob):
    begins = clock.now()
    ends = begins.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=60)
    apply_changed("reputation", frozen=[f"{begins:%Y-%m-%d}/{ends:%Y-%m-%d}"])
    config.refresh()
    vote(bob, said(ann, fixture.pk))
    hear_all()
    earned = points(ann)

    with time_machine.travel(ends - timedelta(hours=1), tick=False):
        assert [page.differences for page in refold()] == [()]
        assert points(ann) == earned
        assert [each.left for each in reasons.reasons_of(ann, as_of=LIVE, limit=1)] == [earned]
        assert reasons.standing_of(ann, as_of=LIVE).is_frozen
    with time_machine.travel(ends + timedelta(days=30), tick=False):
        assert [page.differences for page in refold()] == [()]
        assert points(ann) == pytest.approx(earned / 2, abs=1e-9)
        assert not reasons.standing_of(ann, as_of=LIVE).is_frozen
        # Who is shown a moment out of season is told so.
        assert reasons.standing_of(ann, as_of=ends - timedelta(hours=1)).is_frozen
