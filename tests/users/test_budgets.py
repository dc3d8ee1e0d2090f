"""Publish budgets: how much passes by standing, newness and slow mode, and what refusals tell."""

from datetime import timedelta

import pytest

from community.config import selectors as config
from community.core import clock
from community.core.errors import TooManyError
from community.core.ids import random_id
from community.users import budgets
from community.users.models import HANDLE_LENGTH_MAX, User
from tests.config.policies import changed
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy():
    """The repository's, at a hundredth of its pace: no meter pays off while a test runs."""
    return changed("publish", gap_ms=200_000, new_gap_ms=500_000, slowed_gap_ms=3_000_000)


@pytest.fixture
def author():
    """A fan of long standing, who writes in a thread of his own."""
    user = someone("fan", name=random_id("fan")[:HANDLE_LENGTH_MAX])
    joined_at = clock.now() - timedelta(days=30)
    User.objects.filter(pk=user.pk).update(date_joined=joined_at)
    return budgets.Author(actor=user.actor_id, thread=random_id("thread.match"), is_new=False)


@pytest.fixture
def newcomer():
    user = someone("fan", name=random_id("fan")[:HANDLE_LENGTH_MAX])
    return budgets.Author(actor=user.actor_id, thread=random_id("thread.match"), is_new=True)


def take(author, *, policy):
    """Take one post of an author's budget."""
    [budget] = budgets.take_each([author], policy=policy)
    if isinstance(budget, TooManyError):
        raise budget
    return budget


def written(author, policy):
    """How many posts pass before one is refused, and the refusal."""
    for count in range(1_000):
        try:
            take(author, policy=policy)
        except TooManyError as refused:
            return count, refused
    raise AssertionError


def changed_author(author, **changes):
    told = {"actor": author.actor, "thread": author.thread, "is_new": author.is_new, **changes}
    return budgets.Author(**told)


def test_a_fan_of_long_standing_writes_five_at_once_and_is_told_when_the_next_may_come(
    author, policy
):
    count, refused = written(author, policy)

    assert (count, refused.limit) == (5, "publish.pace")
    assert 190_000 < refused.retry_after_ms <= 200_000


def test_a_new_account_writes_three(newcomer, policy):
    count, refused = written(newcomer, policy)

    assert (count, refused.limit) == (3, "publish.pace")
    assert 490_000 < refused.retry_after_ms <= 500_000


def test_who_was_slowed_writes_one(author, policy):
    count, refused = written(changed_author(author, standing="slowed"), policy)

    assert (count, refused.limit) == (1, "publish.pace")
    assert 2_990_000 < refused.retry_after_ms <= 3_000_000


def test_in_a_slow_thread_everybody_writes_one_and_waits_longer(author, newcomer, policy):
    slow = [changed_author(each, slow_ms=800_000) for each in (author, newcomer)]

    told = [written(each, policy) for each in slow]

    assert [(count, refused.limit) for count, refused in told] == [(1, "publish.slow")] * 2
    waits_ms = [refused.retry_after_ms for _, refused in told]
    assert 790_000 < waits_ms[0] <= 800_000
    assert 1_990_000 < waits_ms[1] <= 2_000_000


def test_another_thread_s_slow_mode_holds_nobody_here(author, policy):
    written(changed_author(author, slow_ms=800_000), policy)

    assert written(author, policy)[0] == 4


@pytest.mark.parametrize(
    ("per_minute", "count", "limit"), [(10, 10, "publish.minute"), (100, 60, "publish.hour")]
)
def test_a_minute_and_an_hour_have_an_end_too(author, per_minute, count, limit):
    quick = changed("publish", gap_ms=100, burst=100, author_per_minute=per_minute)

    passed, refused = written(author, quick)

    assert (passed, refused.limit) == (count, limit)


def test_a_refusal_takes_nothing_of_any_limit(author, policy):
    written(author, policy)
    before = budgets.look(author, policy=policy)

    written(author, policy)

    left = {held.limit.name: held.pace.remaining for held in before.held}
    assert left == {"publish.pace": 0, "publish.minute": 5, "publish.hour": 55}
    after = budgets.look(author, policy=policy)
    assert {held.limit.name: held.pace.remaining for held in after.held} == left


def test_a_look_says_what_is_left_and_when_the_next_may_come(author, policy):
    assert budgets.look(author, policy=policy).retry_after_ms == 0

    written(author, policy)

    budget = budgets.look(author, policy=policy)
    assert budget.held[0].limit.name == "publish.pace"
    assert 190_000 < budget.retry_after_ms <= 200_000


def test_a_thread_past_its_minute_is_said_to_surge_and_refuses_nobody(author):
    busy = changed("publish", burst=10, thread_per_minute=2)

    told = [take(author, policy=busy).is_surging for _ in range(4)]

    assert told == [False, False, True, True]


def test_a_fan_reports_so_often_a_day(author, policy):
    for _ in range(policy.reports_per_day):
        budgets.take_report(author.actor, policy=policy)

    with pytest.raises(TooManyError) as refused:
        budgets.take_report(author.actor, policy=policy)

    assert refused.value.limit == "publish.reports"


def test_without_redis_nobody_is_held_to_a_pace(author, policy, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    told = [take(author, policy=policy) for _ in range(20)]

    assert {budget.held for budget in told} == {()}
    assert budgets.look(author, policy=policy).retry_after_ms == 0
    budgets.take_report(author.actor, policy=policy)


def test_the_repository_s_policy_is_in_force():
    assert config.current().publish.burst == 5
