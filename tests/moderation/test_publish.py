"""Publishing: screened first, once for its op; a refusal keeps the verdict and nothing else."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.config import files, selectors as config
from community.core import clock
from community.core.errors import (
    ForbiddenError,
    OperationConflictError,
    StaleError,
    TooManyError,
)
from community.matches.errors import UnknownMatchError
from community.threads.errors import BadAnchorError, NotTheAuthorError, UnknownPostError
from community.threads.models import Post, Text
from community.users.errors import StandingError
from community.users.facts import StandingKind, StandingReason
from community.users.models import User
from community.users.services.standing import set_standing
from moderation.errors import HeldError, ScreenedError
from moderation.models import Held, Trace, Verdict
from moderation.services import publish
from tests.moderation.talk import draft, facts, in_force, said, say, types, verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(stand):
    """The thread holds one post of somebody else's."""
    return said(stand, "Good evening all", by=stand.other)


def state(stand):
    """Everything that a refusal must leave as it was."""
    return types(stand.thread), types("moderation"), Post.objects.count(), Text.objects.count()


def test_a_post_is_screened_and_written_and_its_verdict_is_kept(stand):
    appended = say(stand, "GOAL!")

    row = Verdict.objects.get(author=stand.fan)
    fact_type, told = facts(stand.thread)[-1]
    assert (appended.stream, fact_type) == (stand.thread, "thread.posted")
    assert (row.outcome, row.rule, row.version, row.score, row.threshold) == (
        "allow",
        "basic",
        1,
        0,
        100,
    )
    # One digest joins the fact, the words and the verdict; the salt lies with the words alone.
    kept = Text.objects.get(digest=told.digest)
    assert row.digest == told.digest == hashlib.sha256(bytes(kept.salt) + b"GOAL!").hexdigest()
    assert row.took_us > 0
    policies = config.current()
    assert (row.policy, row.form) == (policies.digest("moderation"), policies.digest("threads"))


def test_a_post_takes_thirteen_statements_and_no_savepoint(stand):
    say(stand, "Policies and names are read by now.", by=stand.other)

    with CaptureQueriesContext(connection) as asked:
        say(stand, "GOAL!")

    # A test's own transaction makes of the post's one a savepoint; what a process kept is not read.
    told = [each["sql"] for each in asked if "config_policy_version" not in each["sql"]]
    assert [sql.split(maxsplit=1)[0] for sql in told].count("SAVEPOINT") == 1
    assert len(told) - 2 == 13


def test_no_verdict_and_no_trace_holds_a_word_of_the_text(stand):
    say(stand, "Unmistakable words of mine")

    rows = [*Verdict.objects.values(), *Trace.objects.values()]
    assert "nmistak" not in str(rows)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("\u200b \u2060", "empty"),
        ("x" * 1_001, "too_long"),
        ("a\x00b", "control"),
        ("a\x1bb", "control"),
        ("\ud83d", "control"),
        ("Z" + "\u0335\u0321\u031b\u0300\u0301", "marks"),
        (" ".join(f"@fan{number}" for number in range(100)), "mentions"),
        ("a.com b.com c.com d.com", "links"),
        ("k y s", "blocked_words"),
    ],
)
def test_bad_input_is_refused_by_its_rule_and_nothing_moves(stand, text, rule):
    before = state(stand)

    with pytest.raises(ScreenedError) as refused:
        say(stand, text)

    assert refused.value.reasons == (rule,)
    assert [fault.pointer for fault in refused.value.faults] == ["/text"]
    assert state(stand) == before
    assert verdicts()[-1] == ("post", "refuse", rule)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![](x onerror=alert(1))",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_hostile_markup_is_no_matter_of_words_and_is_written_as_text(stand, text):
    say(stand, text)

    body = str(Text.objects.latest("pk").body)
    assert "'script'" not in body
    assert "'img'" not in body
    assert "'href': 'javascript" not in body


def test_the_same_op_gives_the_same_answer_and_is_judged_once(stand):
    op = uuid4()

    answers = [say(stand, "Same again, and a long one too", op=op) for _ in range(2)]

    assert answers[0] == answers[1]
    assert Verdict.objects.filter(author=stand.fan).count() == 1


def test_the_same_op_with_other_words_is_a_conflict_and_nothing_moves(stand):
    op = uuid4()
    say(stand, "One thing", op=op)
    before = state(stand)

    with pytest.raises(OperationConflictError) as refused:
        say(stand, "Another", op=op)

    assert refused.value.field == "text"
    assert state(stand) == before


def test_the_same_again_is_refused_until_the_window_is_past(stand):
    say(stand, "What a strike, never saw it coming")

    with pytest.raises(ScreenedError) as refused:
        say(stand, "WHAT a strike... never saw it coming!!")

    assert refused.value.reasons == ("repeated",)
    Trace.objects.update(at=clock.now() - timedelta(seconds=300))
    say(stand, "What a strike, never saw it coming")


def test_a_whole_stand_may_cry_the_same(stand):
    say(stand, "GOAL!")

    assert say(stand, "GOAL!", by=stand.other).stream == stand.thread


def test_like_texts_of_one_author_add_up_until_one_is_held(stand):
    text = "Get your cheap match tickets from my friend by the north gate tonight{}"
    for ending in ("", " ok", " now"):
        say(stand, text.format(ending))

    with pytest.raises(HeldError):
        say(stand, text.format(" go"))

    held = Held.objects.get()
    assert held.verdict.reasons == [["alike", 1, 120]]


def test_copies_of_others_score(stand):
    in_force("moderation", copies_min=1, copies_score=100)
    say(stand, "Everybody copy this message to every thread", by=stand.other)

    with pytest.raises(HeldError):
        say(stand, "Everybody copy this message to every thread")


def test_what_others_said_since_his_moment_tells_a_delayed_author_nothing(stand):
    in_force("moderation", copies_min=1, copies_score=100)
    text = "Offside, and the flag stays down"
    with time_machine.travel(clock.now() + timedelta(minutes=2)) as hands:
        say(stand, text, by=stand.other)

        assert say(stand, text, delay_s=30).stream == stand.thread

        with pytest.raises(ScreenedError) as refused:
            say(stand, text, delay_s=30)
        assert refused.value.reasons == ("repeated",)
        hands.shift(32)
        with pytest.raises(HeldError):
            say(stand, text, delay_s=30, by=stand.moderator)


def test_a_new_author_s_link_is_refused(stand):
    User.objects.filter(actor_id=stand.fan).update(date_joined=clock.now())

    with pytest.raises(ScreenedError) as refused:
        say(stand, "look at https://example.org/offer")

    assert refused.value.reasons == ("links",)


def test_a_name_of_the_match_s_squads_passes_whatever_it_reads_like(stand):
    in_force("moderation", watched_words=["silva", "city"])

    assert say(stand, "Silva of City, what a player").stream == stand.thread


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"seen": 4}, BadAnchorError),
        ({"seen": 10**9}, BadAnchorError),
        ({"event": "event_none"}, BadAnchorError),
        ({"reply": "post_none"}, UnknownPostError),
    ],
)
def test_what_the_thread_refuses_keeps_its_verdict_and_may_be_sent_again(stand, changes, refusal):
    before = state(stand)

    with pytest.raises(refusal):
        say(stand, "A long enough text, sent twice over", **changes)

    assert state(stand) == before
    assert verdicts()[-1] == ("post", "allow", "basic")
    # Nothing was said, so nothing was said twice.
    say(stand, "A long enough text, sent twice over")


def test_an_unknown_match_is_refused_before_anything_is_judged(stand):
    before = Verdict.objects.count()

    with pytest.raises(UnknownMatchError):
        say(stand, "Anybody here?", match="match_none")

    assert Verdict.objects.count() == before


@pytest.mark.parametrize("kind", [StandingKind.MUTED, StandingKind.SUSPENDED])
def test_who_may_not_speak_is_refused_with_the_reason_and_nothing_moves(stand, kind):
    set_standing(
        actor=stand.fan,
        kind=kind,
        reason=StandingReason.SPAM,
        until=None,
        by=None,
        competition=stand.competition,
    )
    before = state(stand), Verdict.objects.count()

    with pytest.raises(StandingError) as refused:
        say(stand)

    assert refused.value.facts["reason"] == "spam"
    assert (state(stand), Verdict.objects.count()) == before


def test_a_budget_is_taken_once_and_then_refused_by_name(stand):
    for number in range(5):
        say(stand, f"Post of number {number}")

    with pytest.raises(TooManyError) as refused:
        say(stand, "One more")

    assert refused.value.limit == "publish.pace"
    assert refused.value.retry_after_ms > 0


def test_what_a_post_may_hold_is_one_policy_s_for_screening_and_markup(stand):
    in_force("threads", text_max=20, links_max=0)
    before = state(stand)

    for text, rule in (("x" * 21, "too_long"), ("see a.com", "links")):
        with pytest.raises(ScreenedError) as refused:
            say(stand, text)
        assert refused.value.reasons[0] == rule
    assert state(stand) == before
    fields = [set(files.repository()[name].__struct_fields__) for name in ("moderation", "threads")]
    assert set.intersection(*fields) == set()


def test_a_thread_past_what_can_be_read_slows_down_once(stand):
    in_force("publish", thread_per_minute=2)
    for author in (stand.fan, stand.other, stand.moderator, stand.elsewhere):
        say(stand, f"Post of {author}", by=author)

    slowed = [told for fact_type, told in facts(stand.thread) if fact_type == "thread.slowed"]
    assert [(told.gap_ms, told.reason) for told in slowed] == [(8_000, "surge")]


def test_an_edit_is_screened_as_a_post_is(stand):
    post = said(stand, "What a strike, never saw it coming")

    publish.edit(post_id=post, rev=1, text="What a strike, never saw it coming.", by=stand.fan)
    with pytest.raises(ScreenedError) as refused:
        publish.edit(post_id=post, rev=2, text="kys", by=stand.fan)

    assert refused.value.reasons == ("blocked_words",)
    assert Post.objects.get(pk=post).rev == 2
    assert verdicts()[-2:] == [("edit", "allow", "basic"), ("edit", "refuse", "blocked_words")]


def test_an_edit_of_somebody_else_s_is_refused_before_it_is_judged(stand, opened):
    before = state(stand), Verdict.objects.count()

    with pytest.raises(NotTheAuthorError):
        publish.edit(post_id=opened, rev=1, text="Mine now", by=stand.fan)

    assert (state(stand), Verdict.objects.count()) == before


def test_a_stale_edit_is_refused_and_nothing_moves(stand):
    post = said(stand, "First")
    publish.edit(post_id=post, rev=1, text="Second", by=stand.fan)
    before = state(stand)

    with pytest.raises(StaleError):
        publish.edit(post_id=post, rev=1, text="Third", by=stand.fan)

    assert state(stand) == before


def test_an_unknown_post_cannot_be_edited(stand):
    with pytest.raises(UnknownPostError):
        publish.edit(post_id="post_none", rev=1, text="Hello", by=stand.fan)


def test_screening_off_for_scores_lets_pass_what_is_not_refused(stand):
    in_force("moderation", hold_enabled=False)

    assert say(stand, "fuck off ref").stream == stand.thread
    with pytest.raises(ScreenedError):
        say(stand, "kys ref")


def test_a_draft_of_another_author_s_past_is_not_his(stand):
    say(stand, "What a strike, never saw it coming")

    # Said by somebody else, in the same words: no repetition.
    assert say(stand, draft(stand).text, by=stand.other).stream == stand.thread


def test_held_refusals_are_of_the_forbidden_kind(stand):
    with pytest.raises(ForbiddenError) as refused:
        say(stand, "fuck off ref")

    assert refused.value.code == "held"
