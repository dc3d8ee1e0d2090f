"""Held texts: told to their author, let through in order, or denied with a reason."""

from uuid import UUID, uuid4

import pytest

from community.core.errors import InvalidError, OperationConflictError, StaleError
from community.streams.operations import Sent
from community.threads.errors import GonePostError
from community.threads.models import Post
from community.threads.services.edits import delete_post
from community.users.errors import StandingError
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from moderation import selectors
from moderation.errors import (
    DecidedError,
    EarlierHeldError,
    ElsewhereError,
    HeldError,
    OwnCaseError,
    ScreenedError,
    TooManyHeldError,
    UnknownHeldError,
)
from moderation.models import Decision, Held, Verdict
from moderation.services import held, publish
from moderation.services.erasure import forget
from tests.moderation.talk import facts, in_force, said, say, types, verdicts

pytestmark = pytest.mark.django_db

RUDE = "oh fuck off ref, number {}"


def hold(stand, number=1, *, by="", op=None, **changes):
    """Write something that is held; its id."""
    with pytest.raises(HeldError) as refused:
        say(stand, RUDE.format(number), by=by, op=op, **changes)
    return refused.value.held


def test_a_held_text_is_told_to_its_author_and_is_on_no_thread(stand):
    held_id = hold(stand)

    assert Post.objects.count() == 0
    assert verdicts() == [("post", "hold", "watched_words")]
    (fact,) = facts("moderation")
    assert fact[0] == "moderation.held"
    assert (fact[1].held, fact[1].actor, fact[1].rule) == (held_id, stand.fan, "watched_words")
    assert [row.pk for row in selectors.waiting(frozenset({stand.competition}))] == [held_id]
    assert selectors.waiting(frozenset({"competition_cup"})) == []


def test_the_same_op_is_told_the_same_and_held_once(stand):
    op = uuid4()

    ids = {hold(stand, op=op) for _ in range(2)}

    assert len(ids) == Held.objects.count() == Verdict.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"), [({"text": "another"}, "text"), ({"seen": 1}, "seen")]
)
def test_the_same_op_with_another_body_is_a_conflict(stand, changes, field):
    op = uuid4()
    hold(stand, op=op)

    with pytest.raises(OperationConflictError) as refused:
        say(stand, **{"text": RUDE.format(1), "op": op} | changes)

    assert refused.value.field == field
    assert Held.objects.count() == 1


def test_a_moderator_lets_it_through_as_it_was_sent(stand):
    op = uuid4()
    held_id = hold(stand, op=op, seen=1, lang="en")

    appended = held.allow(held_id=held_id, by=stand.moderator)

    post = Post.objects.get()
    row = Held.objects.get()
    assert (post.author, post.seen, post.lang, post.n) == (stand.fan, 1, "en", appended.last)
    assert (row.state, row.draft, bytes(row.salt)) == ("allowed", None, b"")
    assert verdicts()[-1] == ("post", "allow", "desk")
    digests = set(Verdict.objects.values_list("digest", flat=True))
    assert digests == {facts(stand.thread)[-1][1].digest}
    assert Decision.objects.get().kind == "allow"
    # Who sends it again is told where it stands now.
    assert say(stand, RUDE.format(1), op=op, seen=1, lang="en") == appended


def test_one_author_s_texts_are_let_through_in_order(stand):
    first, second = hold(stand, 1), hold(stand, 2)

    with pytest.raises(EarlierHeldError):
        held.allow(held_id=second, by=stand.moderator)
    assert Post.objects.count() == 0
    held.allow(held_id=first, by=stand.moderator)
    held.allow(held_id=second, by=stand.moderator)

    assert Post.objects.count() == 2


def test_a_denied_text_is_told_why_and_stays_away(stand):
    op = uuid4()
    held_id = hold(stand, op=op)

    held.deny(held_id=held_id, reason="abuse", by=stand.moderator)

    fact_type, told = facts("moderation")[-1]
    assert (fact_type, told.held, told.reason) == ("moderation.denied", held_id, "abuse")
    assert Post.objects.count() == 0
    with pytest.raises(ScreenedError) as refused:
        say(stand, RUDE.format(1), op=op)
    assert refused.value.reasons == ("denied",)


def test_a_decision_is_made_once(stand):
    held_id = hold(stand)
    held.deny(held_id=held_id, reason="abuse", by=stand.moderator)
    before = types("moderation"), Decision.objects.count()

    for again in (
        lambda: held.allow(held_id=held_id, by=stand.moderator),
        lambda: held.deny(held_id=held_id, reason="abuse", by=stand.moderator),
    ):
        with pytest.raises(DecidedError):
            again()

    assert (types("moderation"), Decision.objects.count()) == before


@pytest.mark.parametrize("by", ["elsewhere", "other", "fan"])
def test_nobody_else_decides(stand, by):
    held_id = hold(stand)
    actor = getattr(stand, by)

    for decide in (
        lambda: held.allow(held_id=held_id, by=actor),
        lambda: held.deny(held_id=held_id, reason="abuse", by=actor),
    ):
        with pytest.raises(ElsewhereError):
            decide()

    assert Held.objects.get().state == "waiting"
    assert Decision.objects.count() == 0


def test_a_moderator_does_not_decide_on_what_is_his_own(stand):
    held_id = hold(stand, by=stand.moderator)

    with pytest.raises(OwnCaseError):
        held.allow(held_id=held_id, by=stand.moderator)

    assert Held.objects.get().state == "waiting"


def test_a_denial_needs_a_reason_that_is_offered(stand):
    held_id = hold(stand)

    with pytest.raises(InvalidError):
        held.deny(held_id=held_id, reason="mood", by=stand.moderator)

    assert Held.objects.get().state == "waiting"


@pytest.mark.parametrize("held_id", ["held_none", "held\x00"])
def test_an_unknown_id_is_not_found(stand, held_id):
    with pytest.raises(UnknownHeldError):
        held.allow(held_id=held_id, by=stand.moderator)


def test_only_so_many_of_one_author_wait(stand):
    in_force("moderation", held_per_author_max=1)
    hold(stand, 1)

    with pytest.raises(TooManyHeldError):
        say(stand, RUDE.format(2))

    assert Held.objects.count() == 1
    assert verdicts() == [("post", "hold", "watched_words")] * 2


def test_what_the_thread_refuses_by_then_is_still_waiting(stand):
    first = said(stand, "Evening", by=stand.other)
    held_id = hold(stand, reply=first)
    delete_post(post_id=first, by=stand.other)

    with pytest.raises(GonePostError):
        held.allow(held_id=held_id, by=stand.moderator)

    assert Held.objects.get().state == "waiting"
    assert Decision.objects.count() == 0


def test_who_was_muted_meanwhile_does_not_speak_through_the_desk(stand):
    held_id = hold(stand)
    set_standing(
        actor=stand.fan, kind=StandingKind.MUTED, reason=StandingReason.ABUSE, until=None, by=None
    )

    with pytest.raises(StandingError):
        held.allow(held_id=held_id, by=stand.moderator)

    assert Held.objects.get().state == "waiting"


def test_a_held_edit_leaves_the_post_as_it_was_until_it_is_let_through(stand):
    post, op = said(stand, "Well played"), UUID(int=7)
    with pytest.raises(HeldError) as refused:
        publish.edit(post_id=post, rev=1, text=RUDE, by=stand.fan, sent=Sent(op=op))
    assert Post.objects.get().rev == 1

    held.allow(held_id=refused.value.held, by=stand.moderator)

    assert Post.objects.get().rev == 2
    again = publish.edit(post_id=post, rev=1, text=RUDE, by=stand.fan, sent=Sent(op=op))
    assert types(stand.thread)[again.last - 1] == "thread.edited"


def test_an_edit_the_thread_would_refuse_is_not_held(stand):
    post = said(stand, "Well played")
    publish.edit(post_id=post, rev=1, text="Well played, all", by=stand.fan)

    before, op = types(stand.thread), Sent(op=UUID(int=7))

    with pytest.raises(StaleError):
        publish.edit(post_id=post, rev=1, text=RUDE, by=stand.fan, sent=op)

    assert Held.objects.count() == 0
    assert Post.objects.get().rev == 2
    assert verdicts()[-1] == ("edit", "hold", "watched_words")
    assert (types(stand.thread), types("moderation")) == (before, [])
    with pytest.raises(HeldError):  # the op was not taken
        publish.edit(post_id=post, rev=2, text=RUDE, by=stand.fan, sent=op)


def test_who_closed_the_account_waits_no_more_and_left_no_word(stand):
    held_id = hold(stand)

    forget(stand.fan)

    row = Held.objects.get()
    assert (row.state, row.draft, bytes(row.salt)) == ("erased", None, b"")
    with pytest.raises(DecidedError):
        held.allow(held_id=held_id, by=stand.moderator)
