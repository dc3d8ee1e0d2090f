"""Why something was not done, in words; a page and its script say the same of every refusal."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from community.core import canonical, errors
from community.core.errors import Fault
from community.users.errors import StandingError
from community.web.presenters.refused import Refused, refusal_words, told
from tests.node import run

HERE = Path(__file__).parent
UNTIL = datetime(2026, 6, 20, 20, 14, tzinfo=UTC)
TEXT = "/text"
CASES = [
    (errors.TooManyError(retry_after_ms=5_200), "Too fast. You can go on in 6 s."),
    (
        errors.TooManyError(retry_after_ms=120_000, limit="publish.slow"),
        "This talk is in slow mode. You can go on in 2 min.",
    ),
    (errors.ForbiddenError(reason="signed_out"), "Sign in to join the talk."),
    (
        errors.ForbiddenError(reason="unverified"),
        "Confirm your e-mail address first: the link is in your mail.",
    ),
    (errors.ForbiddenError(reason="permission"), "That is not allowed."),
    (errors.ForbiddenError(), "That is not allowed."),
    (
        StandingError(kind="muted", until=UNTIL, reason="abuse"),
        "You are muted until 20:14 UTC.",
    ),
    (StandingError(kind="suspended", until=None, reason="hate"), "Your account is suspended."),
    (errors.InvalidError(Fault(pointer=TEXT, detail="empty")), "Not posted: it says nothing."),
    (
        errors.InvalidError(
            Fault(pointer=TEXT, detail="links"), Fault(pointer="/how", detail="a model has an id")
        ),
        "Not posted: it has too many links; a model has an id.",
    ),
    (errors.InvalidError(), "That cannot be said as it is."),
    (errors.MalformedError("not JSON"), "That cannot be said as it is."),
    (errors.NotFoundError(post="post_1"), "What you speak of is not there any more."),
    (errors.StaleError(current={}), "It was changed since you saw it."),
    (
        errors.OperationConflictError(op="1", field="text"),
        "That was sent before, with other words. Send it again.",
    ),
    (errors.ConflictError(), "That does not fit what stands now."),
    (errors.UnavailableError(), "That is not possible right now. Try again in a moment."),
]


@pytest.mark.parametrize(
    ("fault", "words"), CASES, ids=[str(number) for number in range(len(CASES))]
)
def test_a_refusal_says_why(fault, words):
    assert refusal_words(told(fault)) == words


def test_a_code_that_nobody_foresaw_is_a_refusal_still():
    assert refusal_words(Refused(code="failed")) == "That was refused."


def test_the_script_says_the_same(tmp_path):
    refused = [told(fault) for fault, _ in CASES] + [Refused(code="failed")]
    file = tmp_path / "refused.json"
    file.write_bytes(canonical.dumps([asdict(each) for each in refused]))

    said = run(HERE / "agree_refused.mjs", file).splitlines()

    assert said == [refusal_words(each, at="[{}]".format) for each in refused]
