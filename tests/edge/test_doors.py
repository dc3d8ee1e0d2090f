"""A connect token over HTTP: for whoever asks, at a delay that is offered, and at no other."""

import msgspec
import pytest
from django.core import signing

from community.config import files
from community.core.errors import UnsignedError
from community.core.problems import CONTENT_TYPE
from community.edge import tokens

pytestmark = pytest.mark.django_db

OFFERED = msgspec.to_builtins(files.repository()["edge"])["delays_offered_s"]


def claims_of(response):
    return tokens.read(msgspec.json.decode(response.content)["token"])


def test_whoever_asks_gets_a_token_for_live(client):
    response = client.get("/live/token/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (claims_of(response).delay_s, claims_of(response).actor) == (0, None)
    # A page elsewhere may read it; credentials are not allowed, so it is a stranger's there.
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("delay_s", [OFFERED[0], OFFERED[1], OFFERED[-1]])
def test_a_delay_that_is_offered_is_in_the_token(client, delay_s):
    assert claims_of(client.get(f"/live/token/?delay={delay_s}")).delay_s == delay_s


@pytest.mark.parametrize(
    "asked", ["", "7", "-5", "05", "5.0", "125", "live", "\0", "\u0665", "5" * 5_000]
)
def test_a_delay_that_is_not_offered_is_refused_in_words(client, asked):
    response = client.get("/live/token/", {"delay": asked})

    assert (response.status_code, response["Content-Type"]) == (422, CONTENT_TYPE)
    problem = msgspec.json.decode(response.content)
    assert problem["code"] == "invalid"
    assert [fault["pointer"] for fault in problem["errors"]] == ["/delay"]
    assert "token" not in problem


def test_a_token_signed_before_there_were_delays_is_live():
    old = signing.dumps(["a page's key", "actor_1", 2**52], salt="community.edge.tokens.v1")

    assert tokens.read(old) == tokens.Claims(key="a page's key", actor="actor_1", delay_s=0)


@pytest.mark.parametrize("delay_s", [-1, 601, "30", None, 2.5])
def test_a_delay_nobody_could_be_given_is_no_token(delay_s):
    payload = ["a page's key", None, delay_s, 2**52]
    forged = signing.dumps(payload, salt="community.edge.tokens.v1")

    with pytest.raises(UnsignedError):
        tokens.read(forged)
