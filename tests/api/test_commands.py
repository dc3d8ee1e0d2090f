"""A score corrected over HTTP: the socket's verb, by a browser's session."""

from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from community.api import shapes
from community.config import selectors as config
from community.streams import selectors as streams
from tests.config.policies import apply_changed
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


def signed_in(role):
    browser = Client()
    browser.force_login(someone(role))
    return browser


@pytest.fixture
def operator(reader):
    """An operator with an address of his own: pace is shared by runs."""
    reader.force_login(someone("operator"))
    return reader


def correct(browser, played, *, op=None, **changes):
    told = {"home": 2, "away": 0, "reason": "The feed missed it.", "seen": head(played)} | changes
    return browser.post(
        f"/api/v1/matches/{played.match}/score",
        msgspec.json.encode(told),
        content_type="application/json",
        headers={"Idempotency-Key": str(op or uuid4())},
    )


def head(played):
    return streams.heads([played.stream])[played.stream].offset


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    told = msgspec.convert(answer.json(), shapes.Problem)
    return (told.status, told.code)


def test_a_correction_says_where_its_facts_stand(operator, played):
    answer = correct(operator, played)

    assert answer.status_code == 200
    done = msgspec.convert(answer.json(), shapes.Done)
    assert (done.stream, done.first, done.last) == (played.stream, 5, 5)
    assert streams.folded(played.stream).project()["score"] == {"home": 2, "away": 0}


def test_sent_again_it_has_the_same_answer(operator, played):
    op, seen = uuid4(), head(played)

    answers = [correct(operator, played, op=op, seen=seen).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert head(played) == 5


def test_a_key_used_again_for_something_else_is_a_conflict_that_names_the_field(operator, played):
    op, seen = uuid4(), head(played)
    correct(operator, played, op=op, seen=seen)

    answer = correct(operator, played, op=op, seen=seen, home=3)

    assert problem(answer) == (409, "operation_conflict")
    assert answer.json()["field"] == "home"
    assert head(played) == 5


def test_a_score_that_moved_is_refused_with_the_present_one(operator, played):
    correct(operator, played)

    answer = correct(operator, played, home=3, seen=4)

    assert problem(answer) == (409, "stale")
    assert answer.json()["current"] == {"offset": 5, "score": {"home": 2, "away": 0}}
    assert head(played) == 5


@pytest.mark.parametrize("role", ["fan", "moderator", "product manager"])
def test_who_may_not_is_forbidden_and_nothing_moves(played, role):
    assert problem(correct(signed_in(role), played)) == (403, "forbidden")
    assert head(played) == 4


def test_who_is_signed_out_is_told_to_sign_in(reader, played):
    assert problem(correct(reader, played)) == (403, "not_authenticated")
    assert head(played) == 4


def test_a_page_of_another_site_cannot_correct(played):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(someone("operator"))

    assert problem(correct(browser, played)) == (403, "permission_denied")
    assert head(played) == 4


@pytest.mark.parametrize("key", ["", "again"])
def test_a_command_without_a_key_is_refused(operator, played, key):
    assert problem(correct(operator, played, op=key or " ")) == (422, "invalid")
    assert head(played) == 4


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"home": 100}, "/home"), ({"seen": -1}, "/seen"), ({"match": "match_0"}, "")],
    ids=str,
)
def test_what_does_not_fit_is_pointed_at(operator, played, change, pointer):
    answer = correct(operator, played, **change)

    assert problem(answer) == (422, "invalid")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert head(played) == 4


def test_more_than_a_command_holds_is_too_large(operator, played):
    assert problem(correct(operator, played, reason="r" * 5_000)) == (413, "too_large")


@pytest.mark.parametrize("match", ["match_0", "%00"])
def test_an_unknown_match_is_not_found(operator, match):
    answer = operator.post(
        f"/api/v1/matches/{match}/score",
        b"{}",
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert problem(answer) == (404, "unknown_match")


def test_another_content_type_is_refused(operator, played):
    answer = operator.post(
        f"/api/v1/matches/{played.match}/score",
        b"home=1",
        content_type="text/plain",
        headers={"Idempotency-Key": str(uuid4())},
    )

    assert problem(answer) == (415, "unsupported_media_type")


def test_who_commands_too_fast_is_told_when_to_come_back(operator, played):
    apply_changed("commands", per_minute=1, burst=1)
    config.refresh()
    assert correct(operator, played).status_code == 200

    answer = correct(operator, played, home=3)

    assert problem(answer) == (429, "too_many")
    assert 0 < answer.json()["retry_after_ms"] <= 60_000
    assert answer.json()["limit"] == "commands.user"
    assert head(played) == 5
