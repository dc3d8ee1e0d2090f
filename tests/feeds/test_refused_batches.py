"""What bad input gets at the feeds' door; a refused moves nothing and says nothing."""

import pytest

from community.config import selectors as config
from community.core import clock
from community.feeds.envelope import CONTENT_TYPE
from tests.config.policies import apply_changed
from tests.feeds.provider import AT, Provider, bare, event

pytestmark = pytest.mark.django_db

LONE_SURROGATE = '"reason":"\\ud800"'


def faults(answer):
    """Where and why, of a 422."""
    assert answer.status_code == 422, answer.content
    return [(fault["pointer"], fault["detail"]) for fault in answer.json()["errors"]]


def pointers(answer):
    return [pointer for pointer, _ in faults(answer)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"{}",
        b"[]",
        b"[1]",
        b'["event"]',
        b"[[]]",
        b"[{}]",
        b"[NaN]",
        b"[" * 5_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda body: f"{body[:8]!r} of {len(body)}",
)
def test_what_is_no_batch_of_events_is_malformed(refused, body):
    answer = refused.send_bytes(body)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "name", ["specversion", "id", "type", "source", "subject", "time", "sequence", "data"]
)
def test_an_event_that_lacks_an_attribute_is_malformed(refused, name):
    good, bad = event(1), event(2)
    del bad[name]

    answer = refused.send(good, bad)

    assert (answer.status_code, answer.json()["detail"]) == (400, f"event 1 lacks {name}")


def test_another_cloudevents_version_is_malformed(refused):
    answer = refused.send(event(1) | {"specversion": "0.3"})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": ""}, "/0/id"),
        ({"id": "a b"}, "/0/id"),
        ({"id": "x" * 81}, "/0/id"),
        ({"id": 7}, "/0/id"),
        ({"subject": "\u00e9"}, "/0/subject"),
        ({"source": ""}, "/0/source"),
        ({"time": "yesterday"}, "/0/time"),
        ({"time": "2018-06-25T18:00:02"}, "/0/time"),
        ({"time": AT}, "/0/time"),
        ({"time": "1969-12-31T23:59:59.999Z"}, "/0/time"),
        ({"time": "0001-01-01T00:00:00+23:59"}, "/0/time"),
        ({"sequence": 0}, "/0/sequence"),
        ({"sequence": "1"}, "/0/sequence"),
        ({"sequence": 2**53}, "/0/sequence"),
        ({"sequence": 2**70}, "/0/sequence"),
        ({"sequence": 1.5}, "/0/sequence"),
        ({"epoch": 0}, "/0/epoch"),
        ({"dataversion": 2}, "/0/dataversion"),
        ({"dataversion": 0}, "/0/dataversion"),
        ({"datacontenttype": "text/xml"}, "/0/datacontenttype"),
        ({"type": "match.unheard"}, "/0/type"),
        ({"type": 7}, "/0/type"),
        ({"type": "match.scheduled"}, "/0/type"),
        ({"type": "match.feed_silent"}, "/0/type"),
        ({"type": "policy.applied"}, "/0/type"),
        ({"type": "feed.key_revoked"}, "/0/type"),
        ({"data": None}, "/0/data"),
        ({"data": []}, "/0/data"),
        ({"data": "x"}, "/0/data"),
    ],
    ids=str,
)
def test_an_attribute_out_of_type_or_range_is_named(refused, changes, pointer):
    answer = refused.send_raw(event(1), changes)

    assert pointers(answer) == [pointer]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"period": 6}, "/0/data/period"),
        ({"period": 0}, "/0/data/period"),
        ({"period": True}, "/0/data/period"),
        ({"period": "1"}, "/0/data/period"),
        ({"clock_ms": -1}, "/0/data/clock_ms"),
        ({"clock_ms": 14_400_001}, "/0/data/clock_ms"),
        ({"clock_ms": 1.5}, "/0/data/clock_ms"),
        ({"clock_ms": 2**64}, "/0/data/clock_ms"),
        ({"side": "left"}, "/0/data/side"),
        ({"player": ""}, "/0/data/player"),
        ({"player": "a\nb"}, "/0/data/player"),
        ({"x": 1_001}, "/0/data/x"),
        ({"kind": "bicycle"}, "/0/data/kind"),
        ({"accurate": 1}, "/0/data/accurate"),
        ({"mood": "good"}, "/0/data/mood"),
        ({"a/b~c": 1}, "/0/data/a~1b~0c"),
    ],
    ids=str,
)
def test_a_field_out_of_type_or_range_is_named(refused, data, pointer):
    assert pointers(refused.send_raw(event(1), {}, data=data)) == [pointer]


def test_a_missing_field_is_named(refused):
    answer = refused.send(bare(1, "match.goal", period=1, clock_ms=5))

    assert faults(answer) == [("/0/data/side", "missing")]


def test_every_fault_of_every_event_is_named(refused):
    answer = refused.send(
        event(1, data={"period": 9, "side": "left"}),
        event(2),
        bare(3, "match.lineup", side="home", starting=["p1", "p 2"], bench=[]),
    )

    assert pointers(answer) == ["/0/data/period", "/0/data/side", "/2/data/starting/1"]


def test_faults_are_told_up_to_a_bound(refused):
    bad = [event(number, data={"period": 9, "side": "left"}) for number in range(1, 40)]

    assert len(pointers(refused.send(*bad))) == 50


def test_text_outside_the_canonical_domain_is_named(provider, refused):
    good = event(1, "match.retracted", data={})
    good["data"] = {"target": "e9", "reason": "unset"}
    body = provider.body(good).replace(b'"reason":"unset"', LONE_SURROGATE.encode())

    assert faults(refused.send_bytes(body)) == [("/0/data/reason", "lone surrogate")]


def test_an_event_from_the_future_is_refused(refused):
    ahead = clock.from_ms(clock.now_ms() + 60_000).isoformat()

    answer = refused.send(event(1), event(2) | {"time": ahead})

    assert faults(answer) == [("/1/time", "in the future")]


def test_a_batch_of_two_matches_or_two_epochs_is_refused(refused):
    answer = refused.send(event(1), event(2, subject="other"), event(3, epoch=2))

    assert pointers(answer) == ["/1/subject", "/2/epoch"]


def test_an_unknown_match_is_not_found(refused):
    answer = refused.send(event(1, subject="nowhere"))

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_match")
    assert answer.json()["match"] == "nowhere"


def test_another_provider_s_match_id_is_not_found(provider, refused):
    other = Provider()

    answer = refused.by(other).send(event(1, subject=provider.subject))

    assert answer.status_code == 404


def test_a_gap_is_refused_naming_the_number_expected(provider, refused):
    provider.accept(event(1), event(2))

    answer = refused.send(event(5))

    assert (answer.status_code, answer.json()["code"]) == (409, "sequence_gap")
    assert (answer.json()["expected"], answer.json()["received"]) == (3, 5)


def test_a_gap_within_a_batch_is_refused(refused):
    answer = refused.send(event(1), event(3))

    assert (answer.status_code, answer.json()["expected"]) == (409, 2)


def test_a_match_begins_at_one(refused):
    answer = refused.send(event(2))

    assert (answer.status_code, answer.json()["expected"]) == (409, 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"data": {"player": "8"}}, "/data/player"),
        ({"data": {"clock_ms": 7}}, "/data/clock_ms"),
        ({"id": "another"}, "/id"),
        ({"time": "2018-06-25T18:00:03Z"}, "/at"),
        ({"kind": "match.foul"}, "/type"),
    ],
    ids=str,
)
def test_a_repeated_number_with_another_body_is_refused_naming_the_field(
    provider, refused, changes, pointer
):
    provider.accept(event(1, data={"player": "9"}), event(2))

    answer = refused.send(event(1, **({"data": {"player": "9"}} | changes)))

    assert (answer.status_code, answer.json()["code"]) == (409, "sequence_conflict")
    assert (answer.json()["sequence"], answer.json()["pointer"]) == (1, pointer)


def test_an_epoch_that_ended_is_refused(provider, refused):
    provider.accept(event(1, epoch=2))

    answer = refused.send(event(1, epoch=1))

    assert (answer.status_code, answer.json()["code"]) == (409, "stale_epoch")
    assert (answer.json()["epoch"], answer.json()["current"]) == (1, 2)


def test_one_bad_event_leaves_the_good_ones_out_too(provider, refused):
    good = [event(number) for number in range(1, 9)]

    refused.send(*good, event(9, data={"x": 5_000}))

    assert provider.accept(*good)["accepted"] == 8


def test_too_many_events_are_refused(provider, refused):
    apply_changed("feeds", batch_events_max=3)
    config.refresh()

    answer = refused.send(*(event(number) for number in range(1, 5)))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert (answer.json()["limit"], answer.json()["unit"]) == (3, "events")
    assert provider.accept(*(event(number) for number in range(1, 4)))["accepted"] == 3


def test_too_many_bytes_are_refused(provider, refused):
    apply_changed("feeds", batch_bytes_max=16_384)
    config.refresh()
    body = provider.body(event(1))

    answer = refused.send_bytes(body + b" " * (16_385 - len(body)))

    assert (answer.status_code, answer.json()["limit"], answer.json()["unit"]) == (
        413,
        16_384,
        "bytes",
    )
    assert provider.send_bytes(body + b" " * (16_384 - len(body))).status_code == 200


def test_an_untold_length_is_found_by_reading(provider, refused):
    apply_changed("feeds", batch_bytes_max=16_384)
    config.refresh()
    body = provider.body(event(1)) + b" " * 16_384

    answer = refused.send_chunked(body)

    assert answer.status_code == 413
    assert provider.send_chunked(provider.body(event(1))).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "application/cloudevents+json", "nonsense", ""],
)
def test_another_content_type_is_refused(refused, content_type):
    answer = refused.send(event(1), content_type=content_type)

    assert answer.status_code == 415


@pytest.mark.parametrize("content_type", [f"{CONTENT_TYPE}; charset=utf-8", CONTENT_TYPE.upper()])
def test_a_content_type_may_have_parameters(provider, content_type):
    assert provider.send(event(1), content_type=content_type).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_is_refused(refused, method):
    answer = refused.send(event(1), method=method)

    assert answer.status_code == 405
