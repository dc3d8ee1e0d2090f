"""Sources and their keys: what each verb changes and states, and what a secret never does."""

from datetime import timedelta

import pytest

from community.config import selectors as config
from community.core import clock
from community.core.errors import NotFoundError
from community.feeds import selectors
from community.feeds.errors import KeyNotInForceError
from community.feeds.models import Source, SourceKey
from community.feeds.selectors import Standing
from community.feeds.services import keys, sources
from community.streams import selectors as log
from community.streams.models import Producer, Stream
from tests.feeds.provider import AT, Provider, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return keys.register_source(name="mine", title="My feed", by="actor_1")


def told(source):
    return [fact for _, fact in log.facts_after(f"feed.{source.name}", after=0, limit=50)]


def types(source):
    return [fact.type for fact in told(source)]


def issue(source, label="laptop"):
    return keys.issue_key(source_id=source.pk, label=label, by="actor_1")


def standings(source, at=None):
    lines = selectors.key_lines(source.pk, at=at or clock.now())
    return [line.standing for line in lines]


def test_a_source_is_registered_once(source):
    again = keys.register_source(name="mine", title="Another title", by="actor_2")

    assert (again.pk, again.title) == (source.pk, "My feed")
    assert [(fact.type, fact.by) for fact in told(source)] == [
        ("feed.source_registered", "actor_1")
    ]


def test_a_secret_is_sealed_at_rest_and_never_said(source):
    key, secret = issue(source)

    assert len(secret) == 32
    assert secret not in bytes(SourceKey.objects.get(pk=key.pk).sealed)
    lines = [line for _, line in log.lines_after("feed.mine", after=0, limit=50)]
    assert all(secret not in line and secret.hex().encode() not in line for line in lines)
    assert types(source)[-1] == "feed.key_issued"


def test_the_same_secret_seals_differently_each_time(source):
    first, _ = issue(source)
    second, _ = issue(source)

    assert bytes(first.sealed) != bytes(second.sealed)


def test_a_rotated_key_holds_beside_its_successor_until_the_overlap_ends(source):
    old, old_secret = issue(source)
    policies = config.current()

    _, new_secret = keys.rotate_key(key_id=old.pk, by="actor_1", policies=policies)

    now = clock.now()
    assert set(keys.in_force(source.name, at=now)[1]) == {old_secret, new_secret}
    assert standings(source) == [Standing.IN_FORCE, Standing.ROTATED]
    after = now + timedelta(seconds=policies.feeds.key_overlap_s)
    assert keys.in_force(source.name, at=after)[1] == [new_secret]
    assert standings(source, at=after) == [Standing.IN_FORCE, Standing.EXPIRED]
    last = told(source)[-1]
    assert (last.type, last.data.replaces) == ("feed.key_rotated", old.pk)
    assert last.policy == policies.digest("feeds")


def test_a_key_is_rotated_once(source):
    old, _ = issue(source)
    keys.rotate_key(key_id=old.pk, by=None, policies=config.current())
    before = (SourceKey.objects.count(), types(source))

    with pytest.raises(KeyNotInForceError):
        keys.rotate_key(key_id=old.pk, by=None, policies=config.current())

    assert (SourceKey.objects.count(), types(source)) == before


def test_a_revoked_key_is_not_rotated(source):
    key, _ = issue(source)
    keys.revoke_key(key_id=key.pk, by=None)

    with pytest.raises(KeyNotInForceError):
        keys.rotate_key(key_id=key.pk, by=None, policies=config.current())

    assert standings(source) == [Standing.REVOKED]


def test_a_revocation_holds_at_once_and_is_said_once(source):
    key, _ = issue(source)

    keys.revoke_key(key_id=key.pk, by="actor_1")
    keys.revoke_key(key_id=key.pk, by="actor_1")

    assert keys.in_force(source.name, at=clock.now())[1] == []
    assert types(source).count("feed.key_revoked") == 1


def test_a_label_s_keys_are_revoked_together(source):
    issue(source, "demo")
    issue(source, "demo")
    _, kept = issue(source, "laptop")

    assert keys.revoke_labelled(source_id=source.pk, label="demo", by=None) == 2
    assert keys.in_force(source.name, at=clock.now())[1] == [kept]


@pytest.mark.parametrize(
    "act",
    [
        lambda: keys.issue_key(source_id=0, label="laptop", by=None),
        lambda: keys.revoke_key(key_id=0, by=None),
        lambda: keys.rotate_key(key_id=0, by=None, policies=config.current()),
        lambda: sources.set_source_active(source_id=0, active=False, by=None),
        lambda: selectors.key(0, 0),
    ],
    ids=["issue", "revoke", "rotate", "stop", "ask"],
)
def test_what_does_not_exist_is_refused_and_nothing_is_said(act):
    with pytest.raises(NotFoundError):
        act()

    assert SourceKey.objects.count() == 0
    assert not Stream.objects.filter(kind="feed").exists()


def test_a_stopped_source_is_refused_until_it_is_heard_again(provider):
    sources.set_source_active(source_id=provider.source.pk, active=False, by="actor_1")
    assert provider.send(event(1)).status_code == 401

    sources.set_source_active(source_id=provider.source.pk, active=True, by="actor_1")

    assert provider.accept(event(1))["accepted"] == 1
    assert types(provider.source)[-2:] == ["feed.source_paused", "feed.source_resumed"]


def test_stopping_a_stopped_source_says_nothing(source):
    sources.set_source_active(source_id=source.pk, active=True, by="actor_1")

    assert types(source) == ["feed.source_registered"]
    assert Source.objects.get(pk=source.pk).is_active


def test_the_desk_knows_what_was_heard_and_refused(provider):
    provider.accept(event(1), event(2))
    provider.send(event(4))
    quiet = Provider()

    lines = {line.source.name: line for line in selectors.source_lines(clock.now())}

    line = lines[provider.name]
    assert (line.keys_in_force, line.silent, line.refused) == (1, 0, 1)
    assert line.heard_at is not None
    assert line.refused_at is not None
    assert (lines[quiet.name].heard_at, lines[quiet.name].refused) == (None, 0)
    assert [row.code for row in selectors.refusals(provider.source.pk)] == ["sequence_gap"]


def test_a_source_that_was_never_heard_has_no_lag(provider):
    provider.accept(event(1))
    Producer.objects.update(last_at=None)

    (heard,) = selectors.heard(provider.name)

    assert heard.lag_ms is None


def test_what_a_source_told_is_shown_match_by_match(provider):
    provider.accept(event(1), event(2))

    (heard,) = selectors.heard(provider.name)

    assert (heard.match_id, heard.title, heard.state) == (
        provider.match,
        "City v United",
        "scheduled",
    )
    assert (heard.epoch, heard.next_sequence) == (1, 3)
    assert heard.heard_at is not None
    assert heard.lag_ms == clock.to_ms(heard.heard_at) - (AT + 2)
    assert selectors.next_sequence(provider.name, match_id=provider.match) == (1, 3)
    assert selectors.next_sequence("nobody", match_id=provider.match) == (1, 1)
    assert [row.name for row in selectors.told_of(provider.match)] == [provider.name]
