"""Commands on posts, through the registry that sockets and HTTP share."""

from uuid import uuid4

import msgspec
import pytest

from community.core.errors import ForbiddenError, InvalidError, MalformedError
from community.streams.operations import Sent
from community.threads.models import Post
from community.users.commands import Asker, named
from community.users.errors import StandingError
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from moderation.errors import ElsewhereError, HeldError
from moderation.models import Report, Verdict
from tests.moderation.talk import facts, said, types
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


def obey(name, *, by, **fields):
    """Send a command as somebody, from an address of their own."""
    return named(name).obey(
        msgspec.json.encode(fields),
        asker=Asker(actor=by, address=f"address {uuid4()}"),
        sent=Sent(op=uuid4()),
    )


def write(stand, text="What a strike", *, by="", **fields):
    told = {"match": stand.match, "text": text, "seen": 2} | fields
    return obey("thread.post", by=by or stand.fan, **told)


def test_a_post_is_written_edited_reported_hidden_and_restored(stand):
    write(stand)
    post = Post.objects.get().pk
    obey("thread.edit", by=stand.fan, post=post, rev=1, text="What a strike!")
    obey("thread.report", by=stand.other, post=post, reason="spam", note="Again.")
    obey("thread.hide", by=stand.moderator, post=post, reason="spam")
    obey("thread.restore", by=stand.moderator, post=post, reason="mistake")

    assert types(stand.thread)[-4:] == [
        "thread.posted",
        "thread.edited",
        "thread.hidden",
        "thread.restored",
    ]
    assert Report.objects.get().note == "Again."


def test_an_insight_says_how_it_is_known(stand):
    first = said(stand, "Silva limps", by=stand.other)
    how = {"source": "own", "links": ["https://example.org/x"], "from": [first]}

    write(stand, "He will come off", kind="insight", how=how)

    assert facts(stand.thread)[-1][1].source == "own"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "rumour"},
        {"seen": -1},
        {"text": 7},
        {"lang": "not a language"},
        {"how": {"source": "hearsay"}},
        {"how": {"source": "own", "words": "I was there"}},
        {"surprise": 1},
        {"match": "no match\n"},
    ],
)
def test_fields_of_another_shape_are_refused_before_anything_is_judged(stand, fields):
    with pytest.raises(InvalidError):
        write(stand, **fields)

    assert Verdict.objects.count() == Post.objects.count() == 0


def test_half_a_pair_in_the_body_is_no_json(stand):
    told = f'{{"match": "{stand.match}", "text": "\\ud83d", "seen": 2}}'.encode()

    with pytest.raises(MalformedError):
        named("thread.post").obey(
            told, asker=Asker(actor=stand.fan, address="address"), sent=Sent(op=uuid4())
        )

    assert Verdict.objects.count() == 0


@pytest.mark.parametrize("name", ["thread.hide", "thread.restore"])
@pytest.mark.parametrize("by", ["elsewhere", "other", "fan"])
def test_a_moderator_elsewhere_and_fans_decide_on_nothing(stand, name, by):
    post = said(stand, "Well played", by=stand.moderator)
    before = types(stand.thread)

    with pytest.raises(ElsewhereError):
        obey(name, by=getattr(stand, by), post=post, reason="other")

    assert types(stand.thread) == before


@pytest.mark.parametrize(
    "name", ["thread.post", "thread.edit", "thread.report", "thread.hide", "thread.restore"]
)
def test_nobody_signed_out_unverified_or_suspended_asks_for_any(stand, name):
    unverified = someone("fan", name="newcomer", is_verified=False).actor_id
    set_standing(
        actor=stand.other,
        kind=StandingKind.SUSPENDED,
        reason=StandingReason.HATE,
        until=None,
        by=None,
    )
    command = named(name)

    with pytest.raises(ForbiddenError) as signed_out:
        command.admit(Asker(actor=None, address="address"))
    with pytest.raises(ForbiddenError) as new:
        command.admit(Asker(actor=unverified, address="address"))
    with pytest.raises(StandingError):
        command.admit(Asker(actor=stand.other, address="address"))

    assert signed_out.value.facts == {"reason": "signed_out"}
    assert new.value.facts == {"reason": "unverified"}


def test_a_held_post_is_told_by_its_code(stand):
    with pytest.raises(HeldError) as refused:
        write(stand, "oh fuck off ref")

    assert (refused.value.code, refused.value.facts["reason"]) == ("held", "held")
