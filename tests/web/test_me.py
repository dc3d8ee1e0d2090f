"""One's own pages and other people's; taking one's data away, and leaving for good."""

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection

from community.core.merkle import Frontier, leaf_hashes
from community.streams import catalogue, publish, selectors as log
from community.streams.models import Stream
from community.users import selectors
from community.users.errors import UnknownActorError
from community.users.facts import StandingKind, StandingReason, UserClosed
from community.users.models import User
from community.users.services.standing import set_standing
from community.users.services.ties import block
from moderation.models import Verdict
from tests.users.factories import someone
from tests.web.factories import schedule
from tests.web.reading import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


@pytest.fixture
def ola(client):
    """A fan who signed in by the page."""
    user = someone("fan", name="ola")
    client.post("/login/", {"login": "ola", "password": PASSWORD})
    return user


def prove(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.usefixtures("ola")
def test_ones_page_leads_to_all_that_is_ones_own(client):
    page = client.get("/me/").content.decode()

    for path in ("/people/ola/", "/me/devices/", "/me/following/", "/me/choices/", "/me/close/"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code in {200, 302}


def test_who_may_not_write_reads_why_and_until_when(client, ola):
    EmailAddress.objects.filter(user=ola).update(verified=False)
    set_standing(
        actor=ola.actor_id,
        kind=StandingKind.MUTED,
        reason=StandingReason.SPAM,
        until=None,
        by=None,
    )

    told = text_of(client.get("/me/"))

    assert "You may read, and not write. The reason: spam. It holds until it is lifted." in told
    assert "Verify yours" in told


def test_matches_and_clubs_are_followed_by_plain_forms(client, ola):
    fixture = schedule()

    client.post("/me/following/", {"match": fixture.pk, "on": "1"})
    client.post("/me/following/", {"club": fixture.home_id, "on": "1"})
    told = text_of(client.get("/me/following/"))
    assert "City v United" in told
    client.post("/me/following/", {"club": fixture.home_id})

    assert [str(row) for row in selectors.follows_of(ola.actor_id)] == [f"match {fixture.pk}"]


def test_what_is_not_there_is_not_followed(client, ola):
    assert client.post("/me/following/", {"match": "match_none", "on": "1"}).status_code == 404
    assert client.post("/me/following/", {}).status_code == 400
    assert selectors.follows_of(ola.actor_id) == []


def test_the_unverified_follow_nothing(client, ola):
    EmailAddress.objects.filter(user=ola).update(verified=False)

    answer = client.post("/me/following/", {"match": schedule().pk, "on": "1"})

    assert answer.status_code == 403
    assert selectors.follows_of(ola.actor_id) == []


def test_somebody_is_muted_and_blocked_on_their_page(client, ola):
    kim = someone("fan", name="kim")
    assert "Mute" in text_of(client.get("/people/kim/"))

    client.post("/me/following/", {"mute": kim.actor_id, "on": "1"})
    client.post("/me/following/", {"block": kim.actor_id, "on": "1"})

    told = text_of(client.get("/people/kim/"))
    assert "See their posts again" in told
    assert "Unblock" in told
    assert selectors.unseen_by(ola.actor_id) == {kim.actor_id}
    assert "kim" in text_of(client.get("/me/following/"))


def test_a_person_is_read_without_an_account_by_any_case_of_the_handle(client):
    someone("fan", name="kim")

    assert "kim" in text_of(client.get("/people/kim/"))
    assert "Mute" not in text_of(client.get("/people/kim/"))
    assert client.get("/people/KIM/")["Location"] == "/people/kim/"
    assert client.get("/people/nobody/").status_code == 404


def test_notices_are_chosen_one_by_one(client, ola):
    client.post("/me/choices/", {"kind": ["goal", "reply", "nonsense"]})

    (off,) = selectors.choices_of([ola.actor_id]).values()
    assert off == {"kickoff", "mention", "hidden", "restored", "refused", "standing"}
    page = client.get("/me/choices/").content.decode()
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["goal", "reply"]


@pytest.mark.parametrize(
    "path",
    ["/me/", "/me/devices/", "/me/following/", "/me/choices/", "/me/data/", "/me/close/"],
)
def test_ones_own_pages_ask_the_signed_out_to_sign_in(client, path):
    assert client.get(path)["Location"].startswith("/login/?next=/me/")
    assert client.post(path)["Location"].startswith("/login/")


def test_an_account_is_closed_only_by_who_proves_it_is_his(client, ola):
    asked = client.post("/me/close/")

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=ola.pk).exists()


def found_in_tables(*words: str) -> Iterator[str]:
    """Tables with a row that says a word, whatever its columns; octets as text too."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- tables of our own
            rows = [row for (row,) in cursor.fetchall()]
            for word in words:
                encoded = word.encode().hex()
                if any(word in row or encoded in row for row in rows):
                    yield f"{table}: {word}"


def found_in_redis(*words: str) -> Iterator[str]:
    """Keys of Redis that say a word, in their name or by what they hold."""
    client = publish.client_for("commands")
    for key in client.scan_iter():
        yield from (word for word in words if word.encode() in key + (client.dump(key) or b""))


def frontier_of(stream):
    lines = [catalogue.encode(fact) for _, fact in log.facts_after(stream, after=0, limit=99)]
    return Frontier().extend(leaf_hashes(lines)).to_bytes()


def test_a_closed_account_leaves_no_word_of_it_and_its_facts_still_verify(
    client, settings, tmp_path
):
    settings.EMAIL_BACKEND = "community.web.mailbox.Mailbox"
    settings.MAILBOX = tmp_path / "mail"
    client.post(
        "/accounts/signup/",
        {"username": "ingeborg_77", "email": "inge@fjord.example", "password1": PASSWORD},
    )
    user = get_user(client)
    assert isinstance(user, User)
    stream, words = f"user.{user.actor_id}", ("ingeborg_77", "inge@fjord.example", "fjord.example")
    client.get("/me/")
    prove(client)
    assert set(found_in_tables(*words)) >= {"users_user: ingeborg_77"}

    answer = client.post("/me/close/")

    assert "Nothing of yours is left here." in text_of(answer)
    assert not get_user(client).is_authenticated
    assert list(found_in_tables(*words)) == []
    assert Session.objects.count() == 0
    assert list(found_in_redis(*words)) == []
    assert [
        path.read_text() for path in settings.MAILBOX.glob("*") if "fjord" in path.read_text()
    ] == []
    *_, (_, last) = log.facts_after(stream, after=0, limit=99)
    assert last.data == UserClosed(user=user.actor_id)
    assert bytes(Stream.objects.get(name=stream).frontier) == frontier_of(stream)
    assert client.get("/people/ingeborg_77/").status_code == 404
    with pytest.raises(UnknownActorError):
        block(actor=user.actor_id, other="actor_else", on=True)


def test_a_profile_is_shown_as_it_was_set(client, ola):
    answer = client.post("/me/", {"handle": "Ola_2", "hue": "12", "bio": "City\r\nsince 1999."})

    assert answer["Location"] == "/me/"
    told = selectors.profiles_of([ola.actor_id])[ola.actor_id]
    assert (told.handle, told.hue, told.bio) == ("ola_2", 12, "City\nsince 1999.")
    assert {row.kind: row.outcome for row in Verdict.objects.all()} == {
        "handle": "allow",
        "bio": "allow",
    }


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"handle": "kim"}, "Somebody has this handle already."),
        ({"handle": "o-la"}, "3 to 24 small letters"),
        ({"handle": ""}, "This field is required."),
        ({"hue": "360"}, "less than or equal to 359"),
        ({"bio": "x" * 281}, "at most 280"),
        ({"bio": "a\u202eb"}, "This cannot be shown"),
        ({"bio": "Go and die."}, "Words of this are not used here."),
    ],
)
def test_what_is_no_profile_is_refused_in_words_and_nothing_moves(client, ola, told, said):
    someone("fan", name="kim")
    before = selectors.profiles_of([ola.actor_id])

    answer = client.post("/me/", {"handle": "ola", "hue": "12", "bio": ""} | told)

    assert answer.status_code == 200
    assert said in text_of(answer)
    assert selectors.profiles_of([ola.actor_id]) == before


def test_the_unverified_and_the_muted_say_nothing_of_themselves(client, ola):
    EmailAddress.objects.filter(user=ola).update(verified=False)
    assert client.post("/me/", {"handle": "ola", "hue": "1", "bio": "Hm."}).status_code == 403
    EmailAddress.objects.filter(user=ola).update(verified=True)
    set_standing(
        actor=ola.actor_id,
        kind=StandingKind.MUTED,
        reason=StandingReason.SPAM,
        until=None,
        by=None,
    )

    assert client.post("/me/", {"handle": "ola", "hue": "1", "bio": "Hm."}).status_code == 403
    assert selectors.profiles_of([ola.actor_id])[ola.actor_id].bio == ""
