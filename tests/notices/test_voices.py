"""Who is answered, named, or decided on is told so; nobody of their own doing."""

import pytest

from community.notices import selectors
from community.streams import selectors as streams, subscriptions
from community.streams.models import Cursor
from community.threads.services.visibility import hide_post, restore_post
from community.users.facts import StandingKind, StandingReason
from community.users.services import profile, standing, ties
from moderation.facts import ModerationDenied
from tests.notices.factories import stated
from tests.streams.factories import append, passes
from tests.threads.speech import rewrite, said
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

NAMES = ("notices.threads", "notices.refusals", "notices.standing")


@pytest.fixture
def match(fixture):
    """A match to talk about, four facts old."""
    append(fixture.stream, passes(3))
    return fixture.pk


@pytest.fixture
def ada():
    """Somebody who writes."""
    return someone("fan", name="ada").actor_id


@pytest.fixture
def bea():
    """Somebody who answers."""
    return someone("fan", name="bea").actor_id


def rung(actor):
    """(kind, by, post, reason) of each notice, the oldest first, once all was read."""
    for name in NAMES:
        while subscriptions.drain(name):
            pass
    held = selectors.bell_of(actor, as_of=streams.LIVE).notices.values()
    return [(each.kind, each.by, each.post, each.reason) for each in held]


def test_who_is_answered_is_told_by_whom_and_where(match, ada, bea):
    post = said(ada, match)

    answer = said(bea, match, "No, it was not.", reply=post)

    assert rung(ada) == [("reply", bea, answer, None)]
    assert rung(bea) == []


def test_a_kind_that_was_switched_off_is_not_told_and_others_are(match, ada, bea):
    post = said(ada, match)
    profile.set_choices(actor=ada, off=["reply"])

    said(bea, match, "No, it was not.", reply=post)
    hide_post(post_id=post, reason="abuse", by=bea)

    assert [kind for kind, *_ in rung(ada)] == ["hidden"]


def test_what_is_switched_on_again_is_told_from_then_on(match, ada, bea):
    post = said(ada, match)
    profile.set_choices(actor=ada, off=["reply"])
    said(bea, match, "No, it was not.", reply=post)
    assert rung(ada) == []

    profile.set_choices(actor=ada, off=[])
    later = said(bea, match, "And still it was not.", reply=post)

    assert rung(ada) == [("reply", bea, later, None)]


def test_who_is_named_is_told_and_a_reply_that_names_is_one_notice(match, ada, bea):
    post = said(ada, match)

    answer = said(bea, match, "Come on @ada", reply=post)
    named = said(bea, match, "Did you see that, @ada?")

    assert rung(ada) == [("reply", bea, answer, None), ("mention", bea, named, None)]


def test_ones_own_doing_is_no_news(match, ada):
    post = said(ada, match)

    said(ada, match, "As I said, @ada.", reply=post)

    assert rung(ada) == []


def test_who_is_named_by_an_edit_is_told_once(match, ada, bea):
    post = said(bea, match, "Did you see that?")
    rewrite(bea, post, "Did you see that, @ada?")
    assert rung(ada) == [("mention", bea, post, None)]

    rewrite(bea, post, "Did you see that now, @ada?", rev=2)

    assert len(rung(ada)) == 1


def test_of_who_is_muted_nothing_is_told(match, ada, bea):
    post = said(ada, match)
    ties.mute(actor=ada, other=bea, on=True)

    said(bea, match, "No, @ada.", reply=post)

    assert rung(ada) == []


def test_who_blocked_or_is_blocked_is_told_nothing_of_the_other(match, ada, bea):
    said(bea, match, "Morning, @ada.")
    said(ada, match, "Morning, @bea.")
    ties.block(actor=ada, other=bea, on=True)

    assert (rung(ada), rung(bea)) == ([], [])


def test_an_author_is_told_what_a_moderator_decided_and_why_and_not_who_it_was(match, ada, bea):
    post = said(ada, match)

    hide_post(post_id=post, reason="abuse", by=bea)
    restore_post(post_id=post, reason="mistake", by=bea)

    assert rung(ada) == [("hidden", None, post, "abuse"), ("restored", None, post, "mistake")]
    assert rung(bea) == []


def test_what_was_not_let_through_is_told_with_its_reason(match, ada):
    denied = ModerationDenied(held="held_7f0c", match=match, actor=ada, reason="spam")

    append("moderation", [stated(denied)])

    assert rung(ada) == [("refused", None, None, "spam")]


def test_a_standing_is_told_on_the_stream_that_says_so(ada, bea):
    standing.set_standing(
        actor=ada, kind=StandingKind.MUTED, reason=StandingReason.SPAM, until=None, by=bea
    )

    assert rung(ada) == [("standing", None, None, "spam")]


def test_a_replay_from_the_first_fact_changes_nothing(match, ada, bea):
    post = said(ada, match)
    answer = said(bea, match, "No, @ada.", reply=post)
    rewrite(bea, answer, "No, never, @ada.")
    hide_post(post_id=post, reason="abuse", by=bea)
    before, head = rung(ada), streams.heads([f"user.{ada}"])

    Cursor.objects.filter(subscriber__in=NAMES).update(offset=0)

    assert rung(ada) == before
    assert streams.heads([f"user.{ada}"]) == head
