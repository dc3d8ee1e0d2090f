"""Who may speak at the feeds' door: proven, new, within bounds and pace."""

import gc
import secrets
from datetime import timedelta

import pytest
import time_machine

from community.config import selectors as config
from community.core import clock
from community.core.ids import random_id
from community.feeds import sealing
from community.feeds.admission import Signed
from community.feeds.models import Refusal, Source, SourceKey
from community.feeds.services import keys
from tests.config.policies import apply_changed
from tests.feeds.provider import Provider, event

pytestmark = pytest.mark.django_db


def reasons(answer):
    return (answer.status_code, answer.json()["code"], answer.json().get("reason"))


def test_a_signed_batch_is_taken(provider):
    receipt = provider.accept(event(1), event(2))

    assert receipt == {
        "match": provider.match,
        "accepted": 2,
        "duplicate": 0,
        "head": 3,
        "next_sequence": 3,
    }


def test_a_batch_is_let_go_when_it_is_answered_and_not_when_a_collector_comes_by(provider):
    gc.collect()
    gc.disable()
    try:
        provider.accept(event(1))
        assert provider.send(event(3)).status_code == 409
        assert provider.send(event(2), secret=secrets.token_bytes(32)).status_code == 401
        kept = [held for held in gc.get_objects() if type(held) is Signed]
    finally:
        gc.enable()

    assert kept == []


def test_a_bad_signature_is_refused_with_a_challenge(refused):
    answer = refused.send(event(1), secret=secrets.token_bytes(32))

    assert reasons(answer) == (401, "unsigned", "signature")
    assert answer.headers["www-authenticate"] == 'Signature realm="feeds"'


def test_a_signature_over_other_bytes_is_refused(provider, refused):
    headers = provider.headers(b"[]")

    assert reasons(refused.send(event(1), headers=headers)) == (
        401,
        "unsigned",
        "signature",
    )


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(refused, name):
    answer = refused.send(event(1), more_headers={name: ""})

    assert reasons(answer) == (401, "unsigned", "unsigned")


@pytest.mark.parametrize(
    "offered", ["v1,", "v1,%%%", "v2,abc", "\xff\xfe", "v1," + "A" * 44, " ".join(["v1,x"] * 500)]
)
def test_what_is_no_signature_is_refused(refused, offered):
    answer = refused.send(event(1), more_headers={"webhook-signature": offered})

    assert reasons(answer) == (401, "unsigned", "signature")


def test_a_good_signature_among_others_is_taken(provider):
    headers = provider.headers(body := provider.body(event(1)))
    offered = f"v1a,other v1,wrong {headers['webhook-signature']}"

    answer = provider.send_bytes(body, headers=headers | {"webhook-signature": offered})

    assert answer.status_code == 200


def test_an_unknown_source_is_refused_like_a_bad_signature(refused):
    answer = refused.send(event(1), source="nobody")

    assert reasons(answer) == (401, "unsigned", "source")
    assert not Refusal.objects.exists()


def test_a_source_put_to_rest_is_refused(provider, refused):
    Source.objects.filter(pk=provider.source.pk).update(is_active=False)

    assert reasons(refused.send(event(1))) == (401, "unsigned", "source")


def test_another_source_s_key_opens_nothing(refused):
    other = Provider()

    answer = refused.send(event(1), secret=other.secret)

    assert reasons(answer) == (401, "unsigned", "signature")


def test_a_revoked_key_is_refused_at_once(provider, refused):
    provider.accept(event(1))
    keys.revoke_key(key_id=provider.key.pk, by=None)

    assert reasons(refused.send(event(2))) == (401, "unsigned", "signature")


def test_an_expired_key_is_refused(provider, refused):
    SourceKey.objects.filter(pk=provider.key.pk).update(
        expires_at=clock.now() - timedelta(seconds=1)
    )

    assert reasons(refused.send(event(1))) == (401, "unsigned", "signature")


def test_both_keys_sign_while_one_is_rotated_out(provider, refused):
    _, new = keys.rotate_key(key_id=provider.key.pk, by=None, policies=config.current())

    old_taken = provider.send(event(1))
    new_taken = provider.send(event(2), secret=new)
    SourceKey.objects.filter(pk=provider.key.pk).update(expires_at=clock.now())
    old_refused = refused.send(event(3))

    assert (old_taken.status_code, new_taken.status_code) == (200, 200)
    assert old_refused.status_code == 401
    assert provider.send(event(3), secret=new).status_code == 200


@pytest.mark.parametrize("away_s", [-301, 301, 10_000])
def test_a_message_of_another_time_is_refused(refused, away_s):
    with time_machine.travel(clock.now(), tick=False):  # a second on its way would bring 301 within
        answer = refused.send(event(1), timestamp_s=clock.now_ms() // 1000 + away_s)

    assert reasons(answer) == (401, "unsigned", "stale")


@pytest.mark.parametrize("timestamp", ["now", "-1", "1.5", "٣", "1" * 13])
def test_a_timestamp_that_is_no_time_is_refused(refused, timestamp):
    sent = timestamp.encode().decode("latin1")  # as servers pass header bytes on

    answer = refused.send(event(1), more_headers={"webhook-timestamp": sent})

    assert reasons(answer) == (401, "unsigned", "timestamp")


def test_a_message_that_was_accepted_is_refused_again(provider, refused):
    body = provider.body(event(1))
    headers = provider.headers(body)
    assert provider.send_bytes(body, headers=headers).status_code == 200

    answer = refused.send_bytes(body, headers=headers)

    assert reasons(answer) == (401, "unsigned", "repeated")


def test_a_repeated_message_is_known_whatever_stands_beside_its_signature(provider, refused):
    body = provider.body(event(1))
    headers = provider.headers(body)
    assert provider.send_bytes(body, headers=headers).status_code == 200
    offered = f"v1,other {headers['webhook-signature']}"

    answer = refused.send_bytes(body, headers=headers | {"webhook-signature": offered})

    assert reasons(answer) == (401, "unsigned", "repeated")


def test_a_message_that_was_refused_may_come_again(provider):
    headers = provider.headers(body := provider.body(event(2)))
    gap = provider.send_bytes(body, headers=headers)
    provider.accept(event(1))

    assert gap.status_code == 409
    assert provider.send_bytes(body, headers=headers).status_code == 200


def test_one_message_id_may_serve_two_sources(provider):
    other = Provider()
    other.announce()
    message_id = random_id("msg")

    assert provider.send(event(1), message_id=message_id).status_code == 200
    assert other.send(event(1), message_id=message_id).status_code == 200


def test_a_retry_under_the_same_id_signed_anew_is_heard(provider):
    message_id = random_id("msg")
    now_s = clock.now_ms() // 1000
    provider.send(event(1), message_id=message_id, timestamp_s=now_s - 5)

    again = provider.send(event(1), message_id=message_id, timestamp_s=now_s)

    assert again.json()["duplicate"] == 1


def test_without_redis_a_message_is_heard_and_a_repetition_is_a_duplicate(provider, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    headers = provider.headers(body := provider.body(event(1)))

    first = provider.send_bytes(body, headers=headers)
    again = provider.send_bytes(body, headers=headers)

    assert first.json()["accepted"] == 1
    assert (again.json()["accepted"], again.json()["duplicate"]) == (0, 1)


def test_too_many_batches_are_told_when_to_come_back(provider, refused):
    apply_changed("feeds", requests_per_minute=1, requests_burst=2)
    config.refresh()
    provider.accept(event(1))
    provider.accept(event(2))

    answer = refused.send(event(3))

    assert reasons(answer) == (429, "too_many", None)
    assert 0 < answer.json()["retry_after_ms"] <= 60_000
    retry_after_s = int(answer.headers["retry-after"])
    assert retry_after_s == -(-answer.json()["retry_after_ms"] // 1000)


def test_a_stranger_does_not_spend_the_pace_of_a_source(provider):
    apply_changed("feeds", requests_per_minute=1, requests_burst=1)
    config.refresh()
    for _ in range(3):
        provider.send(event(1), secret=b"a stranger")

    assert provider.send(event(1)).status_code == 200


def test_refusals_are_counted_for_the_desk(provider):
    for _ in range(2):
        provider.send(event(1), secret=b"wrong")
    provider.send(event(5))

    counted = Refusal.objects.filter(source=provider.source)
    assert dict(counted.values_list("code", "count")) == {"unsigned": 2, "sequence_gap": 1}


def test_a_secret_sealed_under_another_key_is_nobody_s_fault_and_comes_back(refused, settings):
    settings.SECRET_KEY = "another"
    sealing.unseal.cache_clear()

    answer = refused.send(event(1))

    assert reasons(answer)[:2] == (503, "unavailable")
    sealing.unseal.cache_clear()
