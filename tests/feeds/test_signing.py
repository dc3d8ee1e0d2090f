"""Signatures: Standard Webhooks as its own library has it, both ways."""

from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from community.core import clock
from community.core.errors import UnsignedError
from community.core.ids import random_id
from community.feeds import signing
from tests.feeds.provider import event

SECRET = bytes(range(32))
bodies = st.text().map(str.encode)
message_ids = st.from_regex(r"msg_[A-Za-z0-9]{1,40}", fullmatch=True)
timestamps = st.integers(0, 253_402_300_799)


def naive(timestamp_s):
    """The library takes a naive time for UTC."""
    return datetime.fromtimestamp(timestamp_s, tz=UTC).replace(tzinfo=None)


# The specification's own example: github.com/standard-webhooks, its libraries' test vector.
def test_the_published_vector_is_signed_as_published():
    secret = signing.secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    signature = signing.signature(
        secret,
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp_s=1_614_265_330,
        body=b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=1, max_size=64), message_ids, timestamps, bodies)
def test_both_sign_alike(secret, message_id, timestamp_s, body):
    theirs = Webhook(signing.secret_text(secret)).sign(
        message_id, naive(timestamp_s), body.decode()
    )

    ours = signing.signature(secret, message_id=message_id, timestamp_s=timestamp_s, body=body)

    assert ours == theirs


@given(st.binary(min_size=1, max_size=64), message_ids, bodies)
def test_the_library_believes_our_headers(secret, message_id, body):
    headers = signing.headers(
        secret, message_id=message_id, timestamp_s=clock.now_ms() // 1000, body=body
    )

    Webhook(signing.secret_text(secret)).verify(body, headers, json_parse=False)


@given(message_ids, timestamps, bodies)
def test_we_believe_the_library_s_signature_and_no_changed_one(message_id, timestamp_s, body):
    offered = Webhook(SECRET).sign(message_id, naive(timestamp_s), body.decode())
    told = {"message_id": message_id, "timestamp_s": timestamp_s, "offered": offered}

    signing.verify([b"another", SECRET], **told, body=body)

    with pytest.raises(UnsignedError):
        signing.verify([SECRET], **told, body=body + b" ")
    with pytest.raises(UnsignedError):
        signing.verify([b"another"], **told, body=body)
    with pytest.raises(UnsignedError):
        signing.verify([], **told, body=body)


def test_the_library_refuses_what_we_signed_with_another_secret():
    headers = signing.headers(
        b"another", message_id="msg_1", timestamp_s=clock.now_ms() // 1000, body=b"[]"
    )

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b"[]", headers)


@pytest.mark.django_db
def test_the_door_takes_what_the_library_signed(provider):
    body = provider.body(event(1))
    message_id, now_s = random_id("msg"), clock.now_ms() // 1000
    signature = Webhook(signing.secret_text(provider.secret)).sign(
        message_id, naive(now_s), body.decode()
    )

    answer = provider.send_bytes(
        body,
        headers={
            "webhook-id": message_id,
            "webhook-timestamp": str(now_s),
            "webhook-signature": signature,
        },
    )

    assert answer.json()["accepted"] == 1


def test_signatures_past_the_eighth_are_not_looked_at():
    good = signing.signature(SECRET, message_id="msg_1", timestamp_s=1, body=b"[]")
    verify = partial(signing.verify, [SECRET], message_id="msg_1", timestamp_s=1, body=b"[]")

    verify(offered=" ".join(["v1,x"] * 7 + [good]))

    with pytest.raises(UnsignedError):
        verify(offered=" ".join(["v1,x"] * 8 + [good]))


@pytest.mark.parametrize("text", ["whsec_%", "whsec_a", "whsec_\u00e9"])
def test_what_is_no_secret_is_refused(text):
    with pytest.raises(UnsignedError):
        signing.secret_bytes(text)
