"""Signing up, in and out: letters, places to return to, second factors."""

import re
import subprocess
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import caches
from django.test import Client

from community.streams import publish
from community.users import selectors
from community.users.models import User
from deploy.embedded.processes import wait_until
from deploy.embedded.redis import find_binary
from tests.users.factories import someone
from tests.web.reading import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
PLACE = "/matches/match_1/#talk"


@pytest.fixture(autouse=True)
def unhurried(settings):
    """allauth's meters begin anew for each test."""
    meter_at(settings, settings.REDIS_URL)


def meter_at(settings, url):
    """Have what allauth counts counted by the Redis of an address, from nothing."""
    named = {"LOCATION": url, "KEY_PREFIX": uuid4().hex}
    settings.CACHES = {"default": settings.CACHES["default"] | named}


def sign_up(client, **fields):
    told = {"username": "ola", "email": "ola@example.org", "password1": PASSWORD} | fields
    return client.post("/accounts/signup/", told)


def link_in(letter):
    """The path of the one link to us in a letter."""
    (link,) = re.findall(r"http://testserver(/\S+)", letter.body)
    return link


def test_a_new_fan_reads_verifies_and_lands_where_he_wanted_to_write(client):
    sent = sign_up(client, next=PLACE)

    user = get_user(client)
    assert isinstance(user, User)
    assert user.username == "ola"
    assert sent["Location"] == f"/accounts/confirm-email/?{urlencode({'next': PLACE})}"
    assert f'href="{PLACE}"' in client.get(sent["Location"]).content.decode()
    assert not EmailAddress.objects.get(user=user).verified

    link = link_in(mail.outbox[0])
    shown = client.get(link)
    assert "ola@example.org is yours, ola?" in text_of(shown)
    done = client.post(link, {"next": PLACE})

    assert done["Location"] == PLACE
    assert EmailAddress.objects.get(user=user).verified


def test_the_letter_leads_on_from_another_browser_by_way_of_signing_in(client):
    sign_up(client, next=PLACE)
    phone = Client()
    link = link_in(mail.outbox[0])

    done = phone.post(link, {"next": PLACE})
    assert done["Location"] == f"/login/?{urlencode({'next': PLACE})}"
    back = phone.post("/login/", {"login": "ola", "password": PASSWORD, "next": PLACE})

    assert back["Location"] == PLACE


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_led_to_another_site(client, place):
    sent = sign_up(client, next=place)

    assert sent["Location"] == "/accounts/confirm-email/"
    assert "next" not in link_in(mail.outbox[0])
    assert place not in client.get(f"/login/?{urlencode({'next': place})}").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": "ab"}, "3 to 24 small letters, digits or underscores."),
        ({"username": "o-la"}, "3 to 24 small letters, digits or underscores."),
        ({"username": "ólà_ola"}, "3 to 24 small letters, digits or underscores."),
        ({"username": "x" * 25}, "at most 24"),
        ({"username": "KIM"}, "Somebody has this handle already."),
        ({"username": "Moderator"}, "This handle is kept for the house."),
        ({"username": "kys"}, "This handle cannot be shown here."),
        ({"email": "kim@terrace.example"}, "already registered with this email"),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"password1": "short"}, "This password is too short."),
        ({"password1": ""}, "This field is required."),
    ],
)
def test_what_makes_no_account_is_refused_in_words(client, fields, said):
    someone("fan", name="kim")

    answer = sign_up(client, **fields)

    assert answer.status_code == 200
    assert said in text_of(answer)
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_a_handle_is_kept_in_small_letters(client):
    sign_up(client, username="Ola_99")

    assert User.objects.get().username == "ola_99"


@pytest.mark.parametrize("login", ["ola", "OLA", "ola@terrace.example"])
def test_one_signs_in_by_handle_or_email(client, login):
    user = someone("fan", name="ola")

    answer = client.post("/login/", {"login": login, "password": PASSWORD})

    assert answer["Location"] == "/"
    assert get_user(client) == user


def test_attempts_are_few_and_counted_for_all_processes(client):
    someone("fan", name="ola")
    for _ in range(10):
        answer = client.post("/login/", {"login": "ola", "password": "wrong"})

    assert "Too many attempts failed." in text_of(answer)
    del caches["default"]  # what a process remembers by itself
    refused = client.post("/login/", {"login": "ola", "password": PASSWORD})
    assert "Too many attempts failed." in text_of(refused)
    assert not get_user(client).is_authenticated
    prefix = caches["default"].key_prefix
    kept = publish.client_for("entrance").keys(f"{prefix}:*")
    assert {re.sub("[0-9a-f]{40}", "", repr(key)) for key in kept} == {f"b'{prefix}:1:'"}


@pytest.fixture
def own_redis(tmp_path):
    """(address, process) of a Redis that only this test talks to."""
    path = tmp_path / "redis.sock"
    asked = [str(find_binary()), "--port", "0", "--unixsocket", str(path), "--save", ""]
    server = subprocess.Popen(asked, stdout=subprocess.DEVNULL)  # noqa: S603 -- the house's own Redis
    assert wait_until(path.exists, timeout_s=10)
    yield f"unix://{path}", server
    server.kill()
    server.wait()


def test_a_killed_redis_locks_nobody_out_and_no_page_fails(client, settings, own_redis):
    url, server = own_redis
    meter_at(settings, url)
    user = someone("fan", name="ola")
    for _ in range(10):
        answer = client.post("/login/", {"login": "ola", "password": "wrong"})
    assert "Too many attempts failed." in text_of(answer)

    server.kill()
    server.wait()

    wrong = client.post("/login/", {"login": "ola", "password": "wrong"})
    assert "do not go together" in text_of(wrong)
    client.post("/login/", {"login": "ola", "password": PASSWORD})
    assert get_user(client) == user
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    new = Client()
    assert sign_up(new, username="kim", email="kim@example.org").status_code == 302
    assert new.post("/accounts/password/reset/", {"email": "kim@example.org"}).status_code == 302


def test_signing_out_takes_a_post(client):
    client.force_login(someone("fan"))

    assert client.get("/logout/").status_code == 200
    assert get_user(client).is_authenticated

    assert client.post("/logout/")["Location"] == "/"
    assert not get_user(client).is_authenticated


def test_a_forgotten_password_is_set_anew_by_letter_and_ends_what_was_let_in(client):
    user = someone("fan", name="ola")
    client.post("/accounts/password/reset/", {"email": "ola@terrace.example"})
    link = client.get(link_in(mail.outbox[0]))["Location"]

    client.post(link, {"password1": "another long password", "password2": "another long password"})

    user.refresh_from_db()
    assert user.check_password("another long password")
    assert user.actor_id in selectors.revocations()


def test_who_has_no_account_is_told_so_by_letter_alone(client):
    known = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert known["Location"] == "/accounts/password/reset/done/"
    assert "nobody@example.org" in mail.outbox[0].to


def test_the_password_is_changed_with_a_letter_and_this_browser_stays(client):
    someone("fan", name="ola")
    client.post("/login/", {"login": "ola", "password": PASSWORD})

    client.post(
        "/accounts/password/",
        {
            "oldpassword": PASSWORD,
            "password1": "another long password",
            "password2": "another long password",
        },
    )

    assert get_user(client).is_authenticated
    assert "password" in mail.outbox[0].subject.lower()


def test_a_new_address_takes_the_old_ones_place_when_it_is_verified(client):
    user = someone("fan", name="ola")
    sign_in(client)

    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    addresses = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    assert addresses == {"ola@terrace.example": True, "new@example.org": False}
    client.post(link_in(mail.outbox[-1]))

    assert EmailAddress.objects.get(user=user).email == "new@example.org"


def sign_in(client):
    """Sign in as ola, and prove it again: what follows asks for that."""
    client.post("/login/", {"login": "ola", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def code_of(secret):
    _, now, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def test_a_second_factor_is_asked_for_and_its_secret_is_sealed(client):
    someone("fan", name="ola")
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    client.post("/logout/")

    asked = client.post("/login/", {"login": "ola", "password": PASSWORD, "next": PLACE})
    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert not get_user(client).is_authenticated
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Incorrect code" in text_of(wrong)
    (spare, *_) = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    done = client.post("/accounts/2fa/authenticate/", {"code": spare})

    assert done["Location"] == PLACE
    assert get_user(client).is_authenticated


def test_the_code_of_the_moment_signs_in_once(client):
    secret = generate_totp_secret()
    TOTP.activate(someone("fan", name="ola"), secret)
    code = code_of(secret)
    client.post("/login/", {"login": "ola", "password": PASSWORD, "next": PLACE})

    done = client.post("/accounts/2fa/authenticate/", {"code": code})

    assert done["Location"] == PLACE
    assert get_user(client).is_authenticated
    client.post("/logout/")
    client.post("/login/", {"login": "ola", "password": PASSWORD, "next": PLACE})
    again = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert "Incorrect code" in text_of(again)
    assert not get_user(client).is_authenticated


def test_a_passkey_is_asked_for_without_anything_inline(client):
    someone("fan", name="ola")
    sign_in(client)

    page = client.get("/accounts/2fa/webauthn/add/").content.decode()

    assert 'data-passkey="create"' in page
    assert "&quot;challenge&quot;" in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/", "/accounts/password/", "/accounts/reauthenticate/",
        "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
        "/accounts/2fa/recovery-codes/",
    ],
)  # fmt: skip
def test_what_is_ones_own_asks_the_signed_out_to_sign_in(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_letter_names_nobody_to_the_house_s_machine(client, settings, tmp_path):
    settings.EMAIL_BACKEND = "community.web.mailbox.Mailbox"
    settings.MAILBOX = tmp_path / "mail"
    settings.MAILBOX_SHOWN = True
    sign_up(client)

    shown = client.get("/mail/")

    (link,) = re.findall(
        r'href="http://testserver(/accounts/confirm-email/[^"]+)"', shown.content.decode()
    )
    assert client.get(link).status_code == 200
    letter = text_of(shown)
    assert "Is this your address? To ola@example.org" in letter
    assert "ola at testserver says that this address is theirs." in letter


def test_where_letters_are_really_sent_no_mailbox_is_shown(client, settings):
    settings.MAILBOX_SHOWN = False

    assert client.get("/mail/").status_code == 404
    sign_up(client)
    assert "/mail/" not in client.get("/accounts/confirm-email/").content.decode()
