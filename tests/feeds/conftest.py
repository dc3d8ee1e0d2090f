"""A provider with a match to speak of, and a witness that a refusal moved nothing."""

import pytest

from community.config import selectors as config
from tests.feeds.provider import Provider, standing


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def provider(db):  # noqa: ARG001 -- asked for the database
    made = Provider()
    made.announce()
    return made


class Refused:
    """The provider once more, whose every word must be refused: nothing moves, nothing is said."""

    def __init__(self, provider, capture):
        self._provider = provider
        self._capture = capture

    def by(self, provider):
        """The same of another provider."""
        return Refused(provider, self._capture)

    def __getattr__(self, name):
        send = getattr(self._provider, name)

        def sent(*args, **told):
            before = standing()
            with self._capture() as said:
                answer = send(*args, **told)
            assert standing() == before
            assert said == []
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code
            return answer

        return sent


@pytest.fixture
def refused(provider, django_capture_on_commit_callbacks):
    return Refused(provider, django_capture_on_commit_callbacks)
