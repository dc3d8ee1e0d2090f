"""Awards: given for what facts tell, taken back with it, the same however often it is heard."""

from datetime import timedelta

import pytest

from community.config import selectors as config
from community.core import clock
from community.reputation import selectors
from community.reputation.models import Award, Contribution, Deed
from community.reputation.services import hear
from community.streams import refold, selectors as streams, subscriptions
from community.streams.selectors import LIVE
from community.threads.services.edits import delete_post
from community.threads.services.visibility import erase_texts_of, hide_post, restore_post
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from tests.config.policies import apply_changed
from tests.reputation.stand import (
    SUBSCRIBERS,
    balances,
    credited,
    forget_all,
    hear_all,
    ledger,
    points,
    vote,
)
from tests.threads.speech import OWN, said, sent
from tests.users.factories import someone


def user_facts(actor, *types):
    found = streams.facts_after(f"user.{actor}", after=0, limit=1_000)
    return [fact for _, fact in found if fact.type in types]


def test_a_vote_earns_its_author_what_its_giver_weighs(fixture, ann, bob):
    post = said(ann, fixture.pk)

    vote(bob, post)
    hear_all()

    # Both accounts are new: bob's vote counts for half of two points.
    assert points(ann) == pytest.approx(1.0, abs=1e-5)
    award = Award.objects.get()
    assert (award.actor, award.kind, award.amount) == (ann, "comment_vote", 1_000_000)
    told = user_facts(ann, "user.awarded")[0]
    assert (told.id, told.data.amount, told.data.post) == (award.pk, 1_000_000, post)
    assert told.policy == award.policy == config.current().digest("reputation")
    assert told.cause.stream == f"user.{bob}"
    assert points(bob) == 0.0


def test_what_is_taken_back_counts_no_longer_and_both_rows_stay(fixture, ann, bob):
    post = said(ann, fixture.pk)
    vote(bob, post)
    hear_all()

    vote(bob, post, on=False)
    hear_all()

    assert points(ann) == 0.0
    assert [row.amount for row in Award.objects.order_by("amount")] == [-1_000_000, 1_000_000]
    assert len(user_facts(ann, "user.award_reversed")) == 1


def test_a_down_takes_back_the_up_and_costs(fixture, ann, bob):
    post = said(ann, fixture.pk)
    vote(bob, post)
    vote(bob, post, "down")
    hear_all()

    assert credited() == {("comment_vote", 0.0), ("down_vote", -0.5)}
    assert points(ann) == 0.0


def test_a_hidden_post_earns_nothing_and_costs_and_a_restored_one_gets_all_back(fixture, ann, bob):
    post = said(ann, fixture.pk, kind="insight", how=OWN)
    vote(bob, post)
    hear_all()
    before = points(ann)

    hide_post(post_id=post, reason="abuse", by=bob)
    hear_all()
    assert points(ann) == 0.0
    assert credited() == {("insight_vote", 0.0), ("hidden", -10.0)}

    restore_post(post_id=post, reason="mistake", by=bob)
    hear_all()

    assert points(ann) == pytest.approx(before, abs=1e-5)
    assert credited() == {("insight_vote", 2.5), ("hidden", 0.0)}


@pytest.mark.parametrize("gone", ["deleted", "erased"])
def test_what_its_author_takes_away_earns_nothing(fixture, ann, bob, gone):
    post = said(ann, fixture.pk)
    vote(bob, post)
    hear_all()

    if gone == "deleted":
        delete_post(post_id=post, by=ann, sent=sent())
    else:
        erase_texts_of(ann)
    hear_all()

    assert points(ann) == 0.0
    assert sum(row.amount for row in Award.objects.all()) == 0


def test_leaving_saves_nobody_from_what_a_hidden_post_cost(fixture, ann, bob):
    post = said(ann, fixture.pk)
    hide_post(post_id=post, reason="abuse", by=bob)
    hear_all()
    erase_texts_of(ann)
    hear_all()

    assert credited() == {("hidden", -10.0)}


def test_a_sanction_costs_until_an_appeal_takes_it_back(ann):
    told = {"actor": ann, "until": None, "by": "actor_9"}
    set_standing(kind=StandingKind.MUTED, reason=StandingReason.SPAM, **told)
    hear_all()
    assert credited() == {("sanction", -25.0)}

    set_standing(kind=StandingKind.NONE, reason=StandingReason.APPEAL, **told)
    hear_all()
    assert credited() == {("sanction", 0.0)}


def test_an_appeal_takes_back_the_newest_sanction_alone_however_often_it_is_heard(ann):
    told = {"actor": ann, "until": None, "by": "actor_9"}
    set_standing(kind=StandingKind.SLOWED, reason=StandingReason.SPAM, **told)
    set_standing(kind=StandingKind.MUTED, reason=StandingReason.ABUSE, **told)
    set_standing(kind=StandingKind.NONE, reason=StandingReason.APPEAL, **told)
    hear_all()
    forget_all()
    hear_all()

    costs = Deed.objects.filter(kind="sanction").order_by("n").values_list("credited", flat=True)
    assert list(costs) == [-25_000_000, 0]


def test_hearing_all_again_from_the_first_fact_gives_the_same_rows(fixture, ann, bob):
    post = said(ann, fixture.pk)
    vote(bob, post)
    vote(bob, post, on=False)
    vote(bob, post)
    hide_post(post_id=post, reason="abuse", by=bob)
    restore_post(post_id=post, reason="mistake", by=bob)
    hear_all()
    rows, sums = ledger(), balances()

    forget_all()
    hear_all()

    assert (ledger(), balances()) == (rows, sums)


def test_a_vote_heard_before_its_post_waits_for_it(fixture, ann, bob):
    post = said(ann, fixture.pk, kind="insight", how=OWN)
    vote(bob, post)
    vote(ann, said(bob, fixture.pk))

    hear_all(order=tuple(reversed(SUBSCRIBERS)))
    backwards = [row[2:5] for row in ledger()]
    assert points(ann) == pytest.approx(2.5, abs=1e-5)

    assert sorted(kind for kind, *_ in backwards) == ["comment_vote", "insight_vote"]


@pytest.mark.any_lock_order  # what is deleted by hand stays locked in the test's transaction
def test_rows_made_from_nothing_are_the_rows_there_were(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    vote(ann, said(bob, fixture.pk, kind="insight", how=OWN))
    hear_all()
    deeds = sorted(Deed.objects.values_list("id", "amount", "award"))

    Deed.objects.all().delete()
    Contribution.objects.all().delete()
    forget_all()
    for name in reversed(SUBSCRIBERS):
        while subscriptions.drain(name):
            pass

    assert sorted(Deed.objects.values_list("id", "amount")) == [deed[:2] for deed in deeds]


def test_three_votes_of_one_giver_count_in_a_match(fixture, ann, bob):
    posts = [said(ann, fixture.pk) for _ in range(4)]
    for post in posts:
        vote(bob, post)
    hear_all()
    assert sum(row.amount for row in Award.objects.all()) == 3_000_000

    vote(bob, posts[0], on=False)
    hear_all()

    # The fourth has the place that the first left.
    assert sum(row.amount for row in Award.objects.all()) == 3_000_000
    assert Deed.objects.get(post=posts[3]).credited == 1_000_000


def test_the_facts_and_the_rows_of_a_user_are_held_to_each_other(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    hear_all()
    assert list(refold.differences(f"user.{ann}")) == []

    Award.objects.bulk_create(
        [
            Award(
                id="award_planted",
                actor=ann,
                deed="deed_1",
                kind="upheld",
                amount=1,
                half_life_s=1,
                at=clock.now(),
                policy="",
                recorded_at=clock.now(),
            )
        ]
    )

    assert list(refold.differences(f"user.{ann}")) == ["award_planted is 1, the facts say None"]


def test_only_votes_before_the_outcome_was_told_count_for_accuracy(fixture, ann, bob):
    carl, dora = someone(name="carl").actor_id, someone(name="dora").actor_id
    post = said(ann, fixture.pk, kind="insight", how=OWN)
    vote(bob, post)
    vote(carl, post, "down")
    hear_all()

    at_ms = clock.now_ms() + 1
    told = hear.Told(stream=f"user.{ann}", offset=900, id="fact_outcome", at_ms=at_ms)
    hear.hear_outcome(told, author=ann, match=fixture.pk, post=post, outcome="upheld")
    Deed.objects.filter(giver=carl).update(undone_at=clock.from_ms(at_ms + 5))
    vote(dora, post)
    hear_all()
    Deed.objects.filter(giver=dora).update(at=clock.from_ms(at_ms + 5))

    found = [selectors.accuracy_of(actor, as_of=LIVE) for actor in (bob, carl, dora)]
    assert [(each.agreed, each.rated) for each in found] == [(1, 1), (0, 1), (0, 0)]
    early = clock.from_ms(at_ms) - timedelta(seconds=5)
    assert selectors.accuracy_of(bob, as_of=early).rated == 0
    assert ("upheld", 15.0) in credited()


def test_a_delayed_viewer_is_told_the_reputation_of_then(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    hear_all()
    now = clock.now()

    assert selectors.points_of(ann, as_of=now) == pytest.approx(1.0, abs=1e-5)
    assert selectors.points_of(ann, as_of=now - timedelta(seconds=30)) == 0.0


def test_another_calendar_is_folded_from_the_rows_at_once(fixture, ann, bob):
    vote(bob, said(ann, fixture.pk))
    hear_all()
    year_ago = clock.now() - timedelta(days=365)

    apply_changed("reputation", frozen=[f"{year_ago:%Y-%m-%d}/{clock.now():%Y-%m-%d}"])
    config.refresh()

    assert points(ann) == pytest.approx(1.0, abs=1e-5)
