"""Moderators' decisions: each in their own competition, with a reason, as a fact."""

from datetime import timedelta
from uuid import uuid4

import pytest

from community.core import clock
from community.core.errors import InvalidError
from community.streams.operations import Sent
from community.threads.errors import GonePostError, ShownPostError, UnknownPostError
from community.threads.models import Post
from community.threads.selectors import pace_of
from community.users.facts import StandingKind, StandingReason
from community.users.services.roles import set_competitions
from community.users.services.standing import set_standing
from community.users.standing import standing_of
from moderation.errors import ElsewhereError, OwnCaseError, PeerError, WiderStandingError
from moderation.models import Decision, Report
from moderation.services import decisions
from moderation.services.reports import report
from tests.moderation.conftest import settled
from tests.moderation.talk import facts, said, types

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(stand):
    return said(stand, "Something to decide on")


def state(stand):
    """Everything that a refusal must leave as it was."""
    shown = list(Post.objects.values_list("pk", "visibility"))
    return types(stand.thread), types(f"user.{stand.fan}"), shown, Decision.objects.count()


def test_a_post_is_hidden_and_restored_each_with_its_reason(stand, post):
    decisions.hide(post_id=post, reason="abuse", by=stand.moderator)
    decisions.restore(post_id=post, reason="mistake", by=stand.moderator)

    told = [(fact_type, data.reason) for fact_type, data in facts(stand.thread)[-2:]]
    assert told == [("thread.hidden", "abuse"), ("thread.restored", "mistake")]
    assert list(Decision.objects.order_by("at").values_list("kind", "about", "author", "by")) == [
        ("hide", post, stand.fan, stand.moderator),
        ("restore", post, stand.fan, stand.moderator),
    ]


def test_its_reports_are_upheld_by_hiding_and_dismissed_by_restoring(stand, post):
    report(post_id=post, reason="abuse", by=stand.other)

    decisions.hide(post_id=post, reason="abuse", by=stand.moderator)

    assert Report.objects.get().state == "upheld"


def test_reports_are_dismissed_and_the_post_stays(stand, post):
    report(post_id=post, reason="abuse", by=stand.other)

    decisions.dismiss(post_id=post, by=stand.moderator)

    assert Report.objects.get().state == "dismissed"
    assert Post.objects.get(pk=post).visibility == "shown"
    assert types(stand.thread)[-1] == "thread.posted"


def test_the_same_op_decides_once(stand, post):
    sent = Sent(op=uuid4())

    answers = [
        decisions.hide(post_id=post, reason="abuse", by=stand.moderator, sent=sent)
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert Decision.objects.count() == 1


def acts(stand, post, *, by):
    """Every verb of a moderator, by name."""
    return {
        "hide": lambda: decisions.hide(post_id=post, reason="abuse", by=by),
        "restore": lambda: decisions.restore(post_id=post, reason="mistake", by=by),
        "dismiss": lambda: decisions.dismiss(post_id=post, by=by),
        "sanction": lambda: decisions.sanction(
            actor=stand.fan,
            kind=StandingKind.MUTED,
            reason=StandingReason.ABUSE,
            until=None,
            by=by,
            competition=stand.competition,
        ),
        "slow": lambda: decisions.slow_thread(
            match_id=stand.match, gap_ms=5_000, reason="heated", until=None, by=by
        ),
    }


@pytest.mark.parametrize("verb", ["hide", "restore", "dismiss", "sanction", "slow"])
@pytest.mark.parametrize("by", ["elsewhere", "other"])
def test_nobody_decides_outside_their_competition(stand, post, by, verb):
    before = state(stand)

    with pytest.raises(ElsewhereError):
        acts(stand, post, by=getattr(stand, by))[verb]()

    assert state(stand) == before


@pytest.mark.parametrize("verb", ["hide", "restore", "dismiss"])
def test_nobody_decides_on_what_is_his_own(stand, verb):
    own = said(stand, "Mine", by=stand.moderator)
    before = state(stand)

    with pytest.raises(OwnCaseError):
        acts(stand, own, by=stand.moderator)[verb]()

    assert state(stand) == before


@pytest.mark.parametrize(("verb", "reason"), [("hide", "mood"), ("restore", "abuse")])
def test_a_reason_that_is_not_offered_is_refused_and_nothing_moves(stand, post, verb, reason):
    before = state(stand)

    with pytest.raises(InvalidError) as refused:
        getattr(decisions, verb)(post_id=post, reason=reason, by=stand.moderator)

    assert refused.value.faults[0].pointer == "/reason"
    assert state(stand) == before


def test_hidden_twice_or_restored_when_shown_is_refused(stand, post):
    with pytest.raises(ShownPostError):
        decisions.restore(post_id=post, reason="mistake", by=stand.moderator)
    decisions.hide(post_id=post, reason="abuse", by=stand.moderator)
    before = state(stand)

    with pytest.raises(GonePostError):
        decisions.hide(post_id=post, reason="abuse", by=stand.moderator)

    assert state(stand) == before


@pytest.mark.parametrize("post_id", ["post_none", "post\x00"])
def test_an_unknown_post_is_not_found(stand, post_id):
    with pytest.raises(UnknownPostError):
        decisions.hide(post_id=post_id, reason="abuse", by=stand.moderator)


def test_a_standing_is_set_where_the_moderator_looks_after(stand):
    until = clock.now() + timedelta(days=1)

    decisions.sanction(
        actor=stand.fan,
        kind=StandingKind.SLOWED,
        reason=StandingReason.SPAM,
        until=until,
        by=stand.moderator,
        competition=stand.competition,
    )

    standing = standing_of(stand.fan)
    assert (standing.kind, standing.competition, standing.until) == (
        "slowed",
        stand.competition,
        until,
    )
    assert types(f"user.{stand.fan}")[-1] == "user.standing_set"
    row = Decision.objects.get()
    assert (row.kind, row.standing, row.reason, row.until) == ("standing", "slowed", "spam", until)


@pytest.mark.parametrize("competition", [None, "competition_cup"])
def test_a_standing_that_holds_elsewhere_is_not_replaced(stand, competition):
    set_standing(
        actor=stand.fan,
        kind=StandingKind.SUSPENDED,
        reason=StandingReason.HATE,
        until=None,
        by=None,
        competition=competition,
    )
    before = state(stand)

    with pytest.raises(WiderStandingError):
        acts(stand, "", by=stand.moderator)["sanction"]()

    assert state(stand) == before
    assert standing_of(stand.fan).kind == "suspended"


def test_nobody_sets_his_own_standing(stand):
    with pytest.raises(OwnCaseError):
        decisions.sanction(
            actor=stand.moderator,
            kind=StandingKind.NONE,
            reason=StandingReason.OTHER,
            until=None,
            by=stand.moderator,
            competition=stand.competition,
        )


def test_a_moderator_does_not_judge_a_moderator_of_the_same_competition(stand):
    peer = settled("pete", "moderator")
    set_competitions(user_id=peer.pk, competitions=[stand.competition], by=None)
    told = {
        "actor": peer.actor_id,
        "kind": StandingKind.MUTED,
        "reason": StandingReason.ABUSE,
        "until": None,
        "competition": stand.competition,
    }
    before = state(stand)

    with pytest.raises(PeerError):
        decisions.sanction(**told, by=stand.moderator)

    assert state(stand) == before
    assert standing_of(peer.actor_id).kind == "none"
    assert "user.standing_set" not in types(f"user.{peer.actor_id}")


def test_an_operator_judges_a_moderator_and_a_moderator_one_of_elsewhere(stand):
    peer, operator = settled("pete", "moderator"), settled("opal", "operator")
    set_competitions(user_id=peer.pk, competitions=[stand.competition], by=None)
    told = {
        "kind": StandingKind.WARNED,
        "reason": StandingReason.ABUSE,
        "until": None,
        "competition": stand.competition,
    }

    decisions.sanction(actor=peer.actor_id, by=operator.actor_id, **told)
    decisions.sanction(actor=stand.elsewhere, by=stand.moderator, **told)

    assert [standing_of(actor).kind for actor in (peer.actor_id, stand.elsewhere)] == [
        "warned",
        "warned",
    ]


def test_a_thread_is_slowed_by_hand_and_let_go(stand, post):
    until = clock.now() + timedelta(minutes=10)

    decisions.slow_thread(
        match_id=stand.match, gap_ms=30_000, reason="heated", until=until, by=stand.moderator
    )

    pace = pace_of(stand.match)
    assert pace is not None
    assert (pace.gap_ms, pace.reason, pace.until) == (30_000, "heated", until)
    acts(stand, post, by=stand.moderator)["slow"]()
    decisions.slow_thread(
        match_id=stand.match, gap_ms=0, reason="calm", until=None, by=stand.moderator
    )
    assert pace_of(stand.match) is None
    assert types(stand.thread)[-3:] == ["thread.slowed"] * 3


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"gap_ms": -1}, "/gap_ms"),
        ({"gap_ms": 3_600_001}, "/gap_ms"),
        ({"reason": "mood"}, "/reason"),
        ({"until": clock.from_ms(1)}, "/until"),
    ],
)
def test_a_pace_that_will_not_do_is_refused_and_nothing_moves(stand, told, pointer):
    before = state(stand)
    asked = {"match_id": stand.match, "gap_ms": 5_000, "reason": "heated", "until": None}

    with pytest.raises(InvalidError) as refused:
        decisions.slow_thread(**asked | told, by=stand.moderator)

    assert refused.value.faults[0].pointer == pointer
    assert state(stand) == before
