"""What a page answers when it must refuse: the status, when to come back, and our look."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from community.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooManyError,
    UnavailableError,
    UnsignedError,
)
from community.web.refusals import refusable


def answer(rf, refusal):
    """What a view that raises a refusal answers."""

    @refusable
    def view(_request):
        raise refusal

    return view(rf.get("/"))


@pytest.mark.parametrize(
    ("refusal", "status", "words", "retry_after"),
    [
        (NotFoundError(), 404, "Off the pitch", None),
        (UnsignedError(), 403, "Not for you", None),
        (ForbiddenError(), 403, "Not for you", None),
        (ConflictError(), 400, "made no sense", None),
        (TooManyError(retry_after_ms=1_001), 429, "Too many at once", "2"),
        (UnavailableError(), 503, "Back in a moment", "5"),
        (OperationalError(), 503, "Back in a moment", "5"),
    ],
    ids=["missing", "unsigned", "forbidden", "other", "many", "unavailable", "database"],
)
def test_a_refusal_has_its_status_and_its_page(rf, refusal, status, words, retry_after):
    response = answer(rf, refusal)

    assert response.status_code == status
    assert words in response.content.decode()
    assert response.get("Retry-After") == retry_after


def test_a_view_that_does_not_refuse_answers_as_it_is(rf):
    assert refusable(lambda _request: HttpResponse("yes"))(rf.get("/")).content == b"yes"


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500, 503])
def test_every_refusal_page_renders_without_a_request_or_a_database(code):
    page = render_to_string(f"{code}.html")

    assert f"{code}" in page
    assert "To the matches" in page
