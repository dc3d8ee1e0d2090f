"""What no door of the API answers is a problem document too; people get a page."""

import pytest
from django.test import Client
from django.urls import path

from community import urls
from community.urls import handler400, handler404, handler500  # noqa: F401 -- Django reads them
from tests.api.test_matches import problem


def broken(_request):
    raise LookupError("a secret of ours")


urlpatterns = [path("api/v1/broken", broken), path("broken", broken), *urls.urlpatterns]


@pytest.fixture
def outsider(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_fault_of_ours_is_a_problem_that_says_nothing_of_itself(outsider):
    answer = outsider.get("/api/v1/broken")

    assert problem(answer) == (500, "broken")
    assert b"secret" not in answer.content


def test_a_host_that_is_not_ours_is_a_problem(outsider):
    assert problem(outsider.get("/api/v1/broken", HTTP_HOST="other.example")) == (400, "malformed")


@pytest.mark.parametrize(("host", "status"), [("testserver", 500), ("other.example", 400)])
def test_on_a_page_people_read_it(outsider, host, status):
    answer = outsider.get("/broken", HTTP_HOST=host)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "To the matches" in answer.content.decode()
