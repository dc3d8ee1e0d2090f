"""Reputation by the doors: reasons, a leaderboard, and votes that may not be."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from community.config import selectors as config
from community.core import clock
from community.reputation.models import Award, Deed
from community.threads.models import Reaction
from community.threads.services.reactions import react, tally
from community.threads.services.visibility import hide_post
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from tests.config.policies import apply_changed
from tests.reputation.stand import hear_all, only_hear
from tests.threads.speech import OWN, said, sent
from tests.users.factories import someone
from tests.web.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def post_id(live, ola):
    return said(ola.actor_id, live.pk, seen=3)


@pytest.fixture
def praised(post_id):
    """A post of ola's that six fans found good."""
    return praise(post_id)


@pytest.fixture
def quick_to_judge(db):  # noqa: ARG001 -- asked for the database
    """Two votes make an outcome."""
    apply_changed("reputation", outcome_votes_min=2)
    config.refresh()
    yield
    config.refresh()


def praise(post_id):
    """Six fans who found a post good just now."""
    fans = [someone("fan", name=f"fan_{number}") for number in range(6)]
    for fan in fans:
        react(post_id=post_id, reaction="up", on=True, by=fan.actor_id, sent=sent())
    hear_all()
    return fans


def test_a_fan_sees_why(signed_in, praised, post_id, live):
    page = signed_in.get("/me/reputation/")
    text = text_of(page)

    assert "6.0 points" in text
    assert "Newcomer" in text
    assert text.count("Somebody liked your comment") == 6
    assert "+1 at a weight of 0.5, halved every 30 days." in text
    assert "Undone, it would change your reputation by \N{MINUS SIGN}1." in text
    assert f"/matches/{live.pk}/posts/{post_id}/" in page.content.decode()
    # Who gave it is nobody's business.
    assert not any(fan.username in text or fan.actor_id in text for fan in praised)


def test_what_was_heard_and_not_settled_yet_says_so(signed_in, post_id, pia):
    react(post_id=post_id, reaction="up", on=True, by=pia.actor_id, sent=sent())
    only_hear()

    text = text_of(signed_in.get("/me/reputation/"))

    assert "Being counted: what it is worth shows here in a moment." in text
    assert "the limit" not in text
    assert "Undone" not in text
    hear_all()
    assert "+1 at a weight of 0.5" in text_of(signed_in.get("/me/reputation/"))


def test_what_was_taken_back_and_what_passed_a_limit_say_so(signed_in, ola, live, pia):
    posts = [said(ola.actor_id, live.pk, seen=3) for _ in range(4)]
    for post in posts:
        react(post_id=post, reaction="up", on=True, by=pia.actor_id, sent=sent())
    hide_post(post_id=posts[0], reason="abuse", by="actor_9")
    hear_all()

    text = text_of(signed_in.get("/me/reputation/"))

    assert "Taken back: it counts no longer." in text
    assert "A moderator hid your post" in text
    assert "\N{MINUS SIGN}10, halved every 365 days." in text


def test_undoing_one_of_too_many_changes_nothing(signed_in, ola, live, pia):
    for _ in range(4):
        post = said(ola.actor_id, live.pk, seen=3)
        react(post_id=post, reaction="up", on=True, by=pia.actor_id, sent=sent())
    hear_all()

    text = text_of(signed_in.get("/me/reputation/"))

    assert text.count("Undone, it would change nothing.") == 4
    assert text.count("the limit of that day, giver or match was reached") == 1


def test_older_awards_have_a_page_of_their_own(signed_in, ola):
    at = clock.now() - timedelta(days=1)
    Deed.objects.bulk_create(
        Deed(
            id=f"deed_{number:03}",
            actor=ola.actor_id,
            kind="upheld",
            weight=1_000_000,
            at=clock.from_ms(clock.to_ms(at)),
            stream="user.x",
            n=1,
            settled=True,
        )
        for number in range(60)
    )
    first = signed_in.get("/me/reputation/").content.decode()
    older = first.partition("?before=")[2].partition('"')[0]
    second = signed_in.get("/me/reputation/", {"before": older}).content.decode()

    assert (first.count('class="award"'), second.count('class="award"')) == (50, 10)
    assert 'id="deed_010"' in first
    assert 'id="deed_009"' in second
    assert signed_in.get("/me/reputation/", {"before": "x"}).status_code == 400


def test_the_board_of_a_match_marks_what_is_provisional(client, ola, praised, live, pia, post_id):
    other = said(pia.actor_id, live.pk, seen=3)
    react(post_id=other, reaction="up", on=True, by=ola.actor_id, sent=sent())
    hear_all()

    text = text_of(client.get(f"/matches/{live.pk}/leaderboard/"))
    told = client.get(f"/api/v1/matches/{live.pk}/leaderboard").json()["leaders"]

    assert text.index("ola") < text.index("pia")
    assert text.count("Provisional") == 1
    assert [(each["actor"], each["micro"], each["provisional"]) for each in told] == [
        (ola.actor_id, 6_000_000, False),
        # Ola, at six points, weighs 1.2, and half of it while new.
        (pia.actor_id, 1_204_120, True),
    ]
    assert praised
    assert post_id != other


def test_a_delayed_viewer_sees_the_board_of_then(client, post_id, live):
    board, nobody = f"/matches/{live.pk}/leaderboard/", "Nobody has earned anything"
    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=True):
        praise(post_id)
        assert nobody not in text_of(client.get(board))
        client.post("/viewing/", {"delay_s": "30"})

        assert nobody in text_of(client.get(board))


@pytest.mark.usefixtures("quick_to_judge")
def test_what_became_of_an_insight_stands_under_it(client, live, ola, pia):
    post = said(ola.actor_id, live.pk, seen=3, kind="insight", how=OWN)
    page, door = f"/matches/{live.pk}/posts/{post}/", f"/api/v1/posts/{post}"
    assert "has not decided on this insight yet" in text_of(client.get(page))
    assert "outcome" not in client.get(door).json()

    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=True):
        for fan in (pia, someone("fan", name="fan_1")):
            react(post_id=post, reaction="up", on=True, by=fan.actor_id, sent=sent())
        tally(match_id=live.pk)
        hear_all()

        assert "The stand upheld this insight." in text_of(client.get(page))
        assert client.get(door).json()["outcome"] == "upheld"
        client.post("/viewing/", {"delay_s": "30"})
        assert "has not decided on this insight yet" in text_of(client.get(page))
        assert "outcome" not in client.get(door).json()


def test_the_api_tells_ones_own_reputation(signed_in, praised):
    told = signed_in.get("/api/v1/me/reputation").json()

    assert (round(told["micro"], -3), told["level"], told["next_points"]) == (6_000_000, 0, 10)
    assert len(told["awards"]) == len(praised)
    assert {award["amount"] for award in told["awards"]} == {1_000_000}


def test_a_persons_page_names_the_level_and_leads_oneself_to_why(signed_in, client, ola, praised):
    mine = signed_in.get(f"/people/{ola.username}/")

    assert "Newcomer. Here since" in text_of(mine)
    assert "/me/reputation/" in mine.content.decode()
    assert "/me/reputation/" not in client.get(f"/people/{praised[0].username}/").content.decode()


@pytest.mark.parametrize("reason", ["oneself", "twice", "hidden", "suspended"])
def test_a_vote_that_may_not_be_is_refused_and_moves_nothing(client, live, ola, pia, reason):
    post = said(ola.actor_id, live.pk, seen=3)
    voter = ola if reason == "oneself" else pia
    if reason == "twice":
        react(post_id=post, reaction="up", on=True, by=pia.actor_id, sent=sent())
    if reason == "hidden":
        hide_post(post_id=post, reason="abuse", by="actor_9")
    client.force_login(voter)
    if reason == "suspended":
        told = {"actor": pia.actor_id, "until": None, "by": "actor_9", "competition": None}
        set_standing(kind=StandingKind.SUSPENDED, reason=StandingReason.SPAM, **told)
        voter.refresh_from_db()
        client.force_login(voter)
    hear_all()
    before = (list(Reaction.objects.values()), list(Award.objects.values()))

    by_page = client.post(f"/matches/{live.pk}/posts/{post}/react/", {"give": "up"})
    by_api = client.put(
        f"/api/v1/posts/{post}/reactions/up", headers={"Idempotency-Key": str(uuid4())}
    )

    hear_all()
    # A form that does not fit comes back as one that asked wrongly.
    codes = {"oneself": (403, 403), "twice": (400, 409), "hidden": (400, 409)}
    found = (by_page.status_code, by_api.status_code)
    assert found == codes.get(reason, (403, 403))
    assert (
        by_api.json()["code"]
        == {
            "oneself": "own_post",
            "twice": "already_given",
            "hidden": "gone_post",
            "suspended": "standing",
        }[reason]
    )
    assert (list(Reaction.objects.values()), list(Award.objects.values())) == before
