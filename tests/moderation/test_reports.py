"""Reports: two taps, one each; ids in the log, words beside it."""

from uuid import uuid4

import pytest

from community.core.errors import InvalidError, TooManyError
from community.streams.operations import Sent
from community.streams.subscriptions import Read
from community.threads.errors import GonePostError, UnknownPostError
from community.threads.services.edits import delete_post
from moderation import selectors
from moderation.errors import OwnCaseError, ReportedError
from moderation.models import Report
from moderation.services.erasure import forget
from moderation.services.reports import report
from moderation.subscribers import forgetting
from tests.moderation.talk import facts, in_force, said, types

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(stand):
    return said(stand, "Something to report")


def test_a_report_is_kept_and_told_by_ids_alone(stand, post):
    appended = report(post_id=post, reason="abuse", by=stand.other, note="He means me.")

    row = Report.objects.get()
    fact_type, told = facts("moderation")[-1]
    assert (appended.stream, fact_type) == ("moderation", "moderation.reported")
    assert (told.report, told.post, told.match, told.reason) == (row.pk, post, stand.match, "abuse")
    assert (row.author, row.reporter, row.state, row.note) == (
        stand.fan,
        stand.other,
        "open",
        "He means me.",
    )


def test_a_post_is_reported_once_by_one_and_by_as_many_as_like(stand, post):
    report(post_id=post, reason="abuse", by=stand.other)
    with pytest.raises(ReportedError):
        report(post_id=post, reason="spam", by=stand.other)
    report(post_id=post, reason="spam", by=stand.elsewhere)

    (found,) = selectors.reported(None)
    assert (found.post, found.count, found.reasons) == (post, 2, ["abuse", "spam"])
    assert types("moderation") == ["moderation.reported"] * 2


def test_the_same_op_gives_the_same_answer(stand, post):
    sent = Sent(op=uuid4())

    answers = [report(post_id=post, reason="abuse", by=stand.other, sent=sent) for _ in range(2)]

    assert answers[0] == answers[1]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"reason": "mood"}, "/reason"),
        ({"note": "x" * 281}, "/note"),
        ({"note": "a\x00b"}, "/note"),
        ({"note": "a\nb"}, "/note"),
        ({"note": "\ud800"}, "/note"),
    ],
)
def test_a_report_that_will_not_do_is_refused_and_nothing_moves(stand, post, told, pointer):
    with pytest.raises(InvalidError) as refused:
        report(**{"post_id": post, "reason": "abuse", "by": stand.other} | told)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert Report.objects.count() == 0
    assert types("moderation") == []


def test_nobody_reports_himself(stand, post):
    with pytest.raises(OwnCaseError):
        report(post_id=post, reason="abuse", by=stand.fan)

    assert types("moderation") == []


def test_what_is_gone_is_not_reported(stand, post):
    delete_post(post_id=post, by=stand.fan)

    with pytest.raises(GonePostError):
        report(post_id=post, reason="abuse", by=stand.other)


@pytest.mark.parametrize("post_id", ["post_none", "post\x00"])
def test_an_unknown_post_is_not_found(stand, post_id):
    with pytest.raises(UnknownPostError):
        report(post_id=post_id, reason="abuse", by=stand.other)


def test_reports_have_a_budget_of_their_own(stand, post):
    in_force("publish", reports_per_day=1)
    second = said(stand, "Another one")
    report(post_id=post, reason="abuse", by=stand.other)

    with pytest.raises(TooManyError) as refused:
        report(post_id=second, reason="abuse", by=stand.other)

    assert refused.value.limit == "publish.reports"
    assert Report.objects.count() == 1


def test_only_the_reports_of_one_s_competitions_are_shown(stand, post):
    report(post_id=post, reason="abuse", by=stand.other)

    assert selectors.reported(frozenset({"competition_cup"})) == []
    assert len(selectors.reported(frozenset({stand.competition}))) == 1


def test_who_closed_the_account_leaves_no_note(stand, post):
    report(post_id=post, reason="abuse", by=stand.other, note="He means me.")

    forget(stand.other)

    assert Report.objects.get().note == ""


@pytest.mark.parametrize(("told", "note"), [("user.closed", ""), ("user.followed", "He means me.")])
def test_the_subscriber_forgets_who_closed_the_account_and_nobody_else(stand, post, told, note):
    report(post_id=post, reason="abuse", by=stand.other, note="He means me.")
    facts_read = [Read(offset=1, type=told, id="fact_1", view=None)]

    forgetting().react(f"user.{stand.other}", facts_read)

    assert Report.objects.get().note == note
    assert forgetting().kinds == {"user"}
