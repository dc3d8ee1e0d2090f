"""Posting together: each of several posts has the answer that he had alone, and once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community.core import sql
from community.core.errors import InvalidError, OperationConflictError, TooManyError
from community.streams import services as streams
from community.streams.facts import Appended
from community.streams.models import Batch, Operation
from community.streams.operations import Sent
from community.threads.drafts import Sources
from community.threads.errors import BadAnchorError
from community.threads.models import Post, Text
from community.threads.services.opening import slow
from community.threads.services.posts import Wanted
from community.users.errors import StandingError, UnknownActorError
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from moderation.errors import HeldError, ScreenedError
from moderation.models import Held, Trace
from moderation.services.posting import post_again, post_all
from tests.moderation.talk import draft, facts, said, types, verdicts

pytestmark = pytest.mark.django_db
COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WAITING = "SELECT pid FROM pg_locks WHERE NOT granted"
KILL = "SELECT pg_terminate_backend(%s)"


def wanted(stand, by, text="", **changes):
    told = draft(stand, text or f"So says {by}, and he was there", **changes)
    return Wanted(draft=told, by=by, sent=Sent(op=uuid4()))


def offsets(answers):
    """Where each stands whose post was written."""
    return [each.last for each in answers if isinstance(each, Appended)]


def crowd(stand):
    """A post of everybody's."""
    return [wanted(stand, by) for by in (stand.fan, stand.other, stand.moderator, stand.elsewhere)]


def authors(stand):
    """Who wrote on the thread, in its order."""
    return list(
        Post.objects.filter(match=stand.match).order_by("n").values_list("author", flat=True)
    )


def state(stand):
    """Everything that a group that was not written leaves as it was."""
    return types(stand.thread), Post.objects.count(), Text.objects.count(), Trace.objects.count()


def test_posts_stand_in_the_thread_in_the_order_they_came_in_and_in_one_batch(stand):
    said(stand, "Good evening all", by=stand.other)
    batches, group = Batch.objects.count(), crowd(stand)

    answers = post_all(group)

    assert offsets(answers) == [3, 4, 5, 6]
    assert authors(stand)[1:] == [each.by for each in group]
    assert Batch.objects.count() == batches + 1
    told = [data.digest for fact_type, data in facts(stand.thread) if fact_type == "thread.posted"]
    kept = dict(Text.objects.values_list("digest", "text"))
    assert [kept[digest] for digest in told[1:]] == [each.draft.text for each in group]
    done = Operation.objects.filter(op__in=[each.sent.op for each in group])
    assert sorted(done.values_list("actor", "last_offset")) == sorted(
        (each.by, offset) for each, offset in zip(group, offsets(answers), strict=True)
    )


def test_many_ask_no_more_than_one(stand):
    post_all([wanted(stand, stand.other, "Policies and names are read by now.")])

    with CaptureQueriesContext(connection) as asked:
        post_all(crowd(stand))

    # A test's own transaction makes a savepoint of theirs.
    told = [each["sql"] for each in asked if "config_policy_version" not in each["sql"]]
    assert len(told) - 2 == 13


def test_each_is_judged_held_and_refused_for_himself(stand):
    set_standing(
        actor=stand.elsewhere,
        kind=StandingKind.MUTED,
        reason=StandingReason.SPAM,
        until=None,
        by=None,
        competition=stand.competition,
    )
    group = [
        wanted(stand, stand.fan, "kys ref"),
        wanted(stand, stand.other),
        wanted(stand, stand.moderator, "oh fuck off ref"),
        wanted(stand, stand.elsewhere),
    ]

    refused, stands, held, muted = post_all(group)

    assert isinstance(refused, ScreenedError)
    assert refused.reasons == ("blocked_words",)
    assert isinstance(held, HeldError)
    assert isinstance(muted, StandingError)
    assert authors(stand) == [stand.other]
    assert [facts(stand.thread)[at - 1][0] for at in offsets([stands])] == ["thread.posted"]
    assert sorted(outcome for _, outcome, _ in verdicts()) == ["allow", "hold", "refuse"]
    assert list(Trace.objects.values_list("author", flat=True)) == [stand.other]


def test_what_the_thread_refuses_of_one_is_not_said_and_the_others_are(stand):
    group = crowd(stand)
    group[1] = wanted(stand, stand.other, seen=10**9)

    answers = post_all(group)

    assert isinstance(answers[1], BadAnchorError)
    assert authors(stand) == [stand.fan, stand.moderator, stand.elsewhere]
    # His verdict is kept, and nothing to compare a second try with.
    assert [outcome for _, outcome, _ in verdicts()] == ["allow"] * 4
    assert stand.other not in Trace.objects.values_list("author", flat=True)


def test_a_repeat_among_others_has_the_answer_of_then_and_other_words_are_a_conflict(stand):
    group = crowd(stand)
    first, second, *_ = post_all(group[:2])
    changed = Wanted(draft=draft(stand, "Not what I said"), by=group[1].by, sent=group[1].sent)

    again, conflict, *fresh = post_all([group[0], changed, *group[2:]])

    assert again == first
    assert isinstance(conflict, OperationConflictError)
    assert conflict.field == "text"
    assert offsets([first, second, *fresh]) == [2, 3, 4, 5]
    assert authors(stand) == [each.by for each in group]
    assert len(verdicts()) == 4


def test_those_held_wait_in_the_order_they_came_in(stand):
    authors_held = [stand.fan, stand.other, stand.moderator, stand.elsewhere]

    post_all([wanted(stand, by, "oh fuck off ref") for by in authors_held])

    told = [data.actor for kind, data in facts("moderation") if kind == "moderation.held"]
    assert told == authors_held


def test_what_the_thread_would_refuse_is_refused_and_not_held(stand):
    nowhere = Sources(source="official", links=("\0",))
    group = [
        wanted(stand, stand.fan, "oh fuck off ref", kind="insight", how=nowhere),
        wanted(stand, stand.other, "oh fuck off ref", how=Sources(source="official")),
        wanted(stand, stand.moderator, "oh fuck off ref", seen=10**9),
        wanted(stand, stand.elsewhere),
    ]

    *refused, stands = post_all(group)

    assert [type(each) for each in refused] == [InvalidError, InvalidError, BadAnchorError]
    assert offsets([stands]) == [2]
    assert [outcome for _, outcome, _ in verdicts()].count("hold") == 3
    assert not Held.objects.exists()


def test_who_failed_among_others_has_paid_for_his_post(stand):
    slow(match_id=stand.match, gap_ms=60_000, reason="heated", by=stand.moderator)
    group = crowd(stand)[:2]
    with transaction.atomic():
        post_all(group)
        transaction.set_rollback(True)

    [hasty] = post_all(group[:1])
    appended = [post_again(each) for each in group]

    assert isinstance(hasty, TooManyError)
    assert len(offsets(appended)) == 2
    assert authors(stand) == [each.by for each in group]


def test_whose_account_was_closed_meanwhile_says_nothing(stand):
    group = [wanted(stand, "actor_closed"), wanted(stand, stand.other)]

    gone, stands = post_all(group)

    assert isinstance(gone, UnknownActorError)
    assert offsets([stands]) == [2]
    assert "actor_closed" not in {*authors(stand), *Trace.objects.values_list("author", flat=True)}


@COMMITS
def test_killed_before_they_stand_nothing_is_left_and_all_may_ask_again(stand):
    said(stand, "Good evening all", by=stand.other)
    group, before = crowd(stand), state(stand)

    def killed():
        with pytest.raises(OperationalError):
            post_all(group)
        connection.close()

    with ThreadPoolExecutor(1) as process, transaction.atomic():
        streams.lock_streams([stand.thread])
        dying = process.submit(killed)
        while (waits := sql.row(WAITING)) is None:
            assert not dying.done()
        sql.run(KILL, *waits)
        dying.result(timeout=30)
    assert state(stand) == before

    answers = post_all(group)

    assert offsets(answers) == [3, 4, 5, 6]
    assert post_all(group) == answers
    assert len(authors(stand)) == 5


@COMMITS
def test_two_processes_with_the_same_posts_in_another_order_write_each_once(stand):
    group, barrier = crowd(stand), threading.Barrier(2)

    def process(mine):
        barrier.wait(timeout=10)
        try:
            return post_all(mine)
        finally:
            connection.close()

    turned = [replace(each) for each in reversed(group)]
    with ThreadPoolExecutor(2) as processes:
        one, other = (processes.submit(process, each) for each in (group, turned))
        answers, mirrored = one.result(timeout=30), other.result(timeout=30)

    assert mirrored[::-1] == answers
    assert sorted(offsets(answers)) == [2, 3, 4, 5]
    assert len(authors(stand)) == len(verdicts()) == 4
