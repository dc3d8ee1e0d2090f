"""Sources and keys at the desk: a secret is shown once, a rotation overlaps."""

import base64
import re
import subprocess

import pytest
from django.contrib.sessions.models import Session

from community.core import clock
from community.feeds.models import Source, SourceKey
from community.feeds.signing import secret_bytes
from community.matches.models import Scoreboard
from community.streams import selectors as log
from tests.feeds.provider import Provider, bare, event
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

HOUR_MS = 3_600_000
SOURCES = "/admin/community/source/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


def secret_in(answer):
    found = SECRET.search(answer.content.decode())
    return found and found[0]


def types(name):
    return [fact.type for _, fact in log.facts_after(f"feed.{name}", after=0, limit=50)]


@pytest.fixture
def home(provider):
    """The page of the provider's source."""
    return f"{SOURCES}{provider.source.pk}/"


def test_a_source_is_registered_from_the_desk(desk, operator):
    answer = desk.post(f"{SOURCES}add/", {"name": "mine", "title": "My feed"}, follow=True)

    source = Source.objects.get(name="mine")
    assert answer.redirect_chain == [(f"{SOURCES}{source.pk}/change/", 302)]
    assert "is registered" in answer.content.decode()
    (_, fact), *_ = log.facts_after("feed.mine", after=0, limit=1)
    assert (fact.type, fact.by) == ("feed.source_registered", operator.actor_id)


@pytest.mark.parametrize(
    ("name", "fault"),
    [("taken", "There is a source of this name."), ("not a name", "Enter a valid")],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_moves(desk, name, fault):
    desk.post(f"{SOURCES}add/", {"name": "taken", "title": "My feed"})

    answer = desk.post(f"{SOURCES}add/", {"name": name, "title": "Another"})

    assert fault in answer.content.decode()
    assert Source.objects.count() == 1


def test_a_secret_is_shown_once_and_never_again(desk, home):
    issued = desk.post(f"{home}keys/", {"label": "laptop"})
    shown = desk.get(issued.headers["location"])
    again = desk.get(issued.headers["location"], follow=True)

    assert len(base64.b64decode(secret_in(shown).removeprefix("whsec_"))) == 32
    assert "no-store" in shown.headers["cache-control"]
    assert secret_in(again) is None
    assert "shown once" in again.content.decode()
    assert secret_in(desk.get(f"{home}change/")) is None


def test_the_session_never_holds_a_secret(desk, home):
    desk.post(f"{home}keys/", {"label": "laptop"})

    key = SourceKey.objects.latest("pk")
    (session,) = Session.objects.all()
    assert session.get_decoded()["source_key_to_show"] == key.pk
    assert "whsec" not in str(session.get_decoded())


def test_another_s_new_secret_is_not_shown(desk, home, client):
    issued = desk.post(f"{home}keys/", {"label": "laptop"})
    client.force_login(someone("operator", name="other"))

    assert secret_in(client.get(issued.headers["location"], follow=True)) is None


def test_a_key_without_a_label_is_refused_and_nothing_moves(desk, home, provider):
    answer = desk.post(f"{home}keys/", {"label": ""}, follow=True)

    assert "A key needs a label" in answer.content.decode()
    assert SourceKey.objects.filter(source=provider.source).count() == 1


def test_a_shown_secret_signs_at_the_door(desk, home, provider):
    issued = desk.post(f"{home}keys/", {"label": "laptop"})
    provider.secret = secret_bytes(secret_in(desk.get(issued.headers["location"])))

    assert provider.accept(event(1))["accepted"] == 1


def test_a_rotation_overlaps(desk, home, provider):
    asked = desk.get(f"{home}keys/{provider.key.pk}/rotate/")
    rotated = desk.post(f"{home}keys/{provider.key.pk}/rotate/")
    new_secret = secret_bytes(secret_in(desk.get(rotated.headers["location"])))

    assert "1 d more" in asked.content.decode()
    assert provider.accept(event(1))["accepted"] == 1
    provider.secret = new_secret
    assert provider.accept(event(2))["accepted"] == 1
    assert types(provider.name)[-1] == "feed.key_rotated"


def test_a_key_rotated_already_is_not_rotated_again(desk, home, provider):
    desk.post(f"{home}keys/{provider.key.pk}/rotate/")

    answer = desk.post(f"{home}keys/{provider.key.pk}/rotate/", follow=True)

    assert "rotated already" in answer.content.decode()
    assert SourceKey.objects.filter(source=provider.source).count() == 2


def test_a_revoked_key_is_refused_at_once(desk, home, provider):
    assert provider.accept(event(1))["accepted"] == 1
    asked = desk.get(f"{home}keys/{provider.key.pk}/revoke/")

    desk.post(f"{home}keys/{provider.key.pk}/revoke/")

    assert "cannot be undone" in asked.content.decode()
    assert provider.send(event(2)).status_code == 401
    assert types(provider.name)[-1] == "feed.key_revoked"
    assert "revoked" in desk.get(f"{home}change/").content.decode()


def test_asking_to_revoke_revokes_nothing(desk, home, provider):
    desk.get(f"{home}keys/{provider.key.pk}/revoke/")

    assert provider.accept(event(1))["accepted"] == 1


def test_a_source_is_stopped_and_heard_again(desk, home, provider):
    desk.post(f"{home}active/", {"active": "no"})
    assert provider.send(event(1)).status_code == 401

    desk.post(f"{home}active/", {"active": "yes"})

    assert provider.accept(event(1))["accepted"] == 1


@pytest.mark.parametrize("act", ["active/", "keys/"])
def test_an_act_is_not_done_by_looking(desk, home, act):
    assert desk.get(f"{home}{act}").status_code == 405


@pytest.mark.parametrize(
    "path", ["0/change/", "0/keys/1/secret/", "0/keys/1/rotate/", "0/keys/1/revoke/"]
)
def test_what_does_not_exist_is_not_found(desk, path):
    assert desk.get(f"{SOURCES}{path}").status_code in {302, 404}


@pytest.mark.parametrize("path", ["0/active/", "0/keys/"])
def test_an_act_on_nothing_is_not_found(desk, path):
    assert desk.post(f"{SOURCES}{path}", {"label": "laptop"}).status_code == 404


def test_a_manager_acts_on_no_source(client, home, provider):
    client.force_login(someone("product manager"))

    acts = ["active/", "keys/", f"keys/{provider.key.pk}/revoke/"]
    told = [client.post(f"{home}{act}", {"label": "laptop"}).status_code for act in acts]

    assert told == [403, 403, 403]
    assert provider.accept(event(1))["accepted"] == 1


def test_what_was_heard_and_refused_is_on_the_page(desk, home, provider):
    late = clock.from_ms(clock.now_ms() - 74 * HOUR_MS - HOUR_MS // 2).isoformat()
    provider.accept(event(1) | {"time": late})
    provider.send(event(3))

    shown = " ".join(desk.get(f"{home}change/").content.decode().split())

    assert "City v United" in shown
    assert '<td class="table__number">3 d 2 h</td>' in shown
    assert "<code>sequence_gap</code>" in shown


def test_the_ready_command_signs_a_kick_off_and_a_goal_that_fans_see(desk, home, provider):
    provider.announce(kickoff_at=clock.now_ms() + HOUR_MS)
    page = desk.get(f"{home}change/")
    sample = page.context["sample"]
    curl = 'curl() { printf "%s\\n" "$body" "$id" "$at" "$signature"; }'

    done = subprocess.run(  # noqa: S603 -- our own script
        ["/bin/bash", "-c", f"{curl}\n{sample.script}"],
        env={"PATH": "/usr/bin:/bin", "TERRACE_SECRET": secret_text_of(provider)},
        capture_output=True,
        text=True,
        check=True,
    )

    body, message_id, at, signature = done.stdout.splitlines()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }
    answer = provider.send_bytes(body.encode(), headers=headers)
    assert answer.json() == {
        "match": provider.match,
        "accepted": 2,
        "duplicate": 0,
        "head": 3,
        "next_sequence": sample.next_sequence,
    }
    board = log.folded(provider.stream).project()
    assert (board["status"], board["score"]) == ("live", {"home": 1, "away": 0})
    assert f'<a href="/matches/{provider.match}/">Watch it</a>' in page.content.decode()


def test_the_ready_command_is_for_the_next_match_no_other_source_tells_of(desk, home, provider):
    hour = clock.now_ms() + HOUR_MS
    other = Provider()
    other.announce(kickoff_at=hour)
    other.accept(bare(1, "match.lineup", side="home", starting=[], bench=[]))
    later, soon = (provider.announce(kickoff_at=hour * n) for n in (2, 1))

    first = desk.get(f"{home}change/").context["sample"]
    Scoreboard.objects.filter(fixture_id=soon).update(status="live")
    second = desk.get(f"{home}change/").context["sample"]

    assert (first.fixture.pk, second.fixture.pk) == (soon, later)


def secret_text_of(provider):
    return "whsec_" + base64.b64encode(provider.secret).decode()


def test_without_a_coming_match_the_command_sends_nothing(desk):
    desk.post(f"{SOURCES}add/", {"name": "mine", "title": "My feed"})
    source = Source.objects.get(name="mine")

    sample = desk.get(f"{SOURCES}{source.pk}/change/").context["sample"]

    assert sample.fixture is None
    assert "body='[]'" in sample.script
