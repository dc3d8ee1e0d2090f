"""Is it alive, is it ready, what do its meters say; and what it says without its parts."""

import json
import subprocess
import sys

import pytest

from community.env import ROOT

AWAY = """
import json, django
from django.conf import settings
# A pool waits seconds for a server to come back; who knows it will not need not wait.
settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
django.setup()
from django.test import Client
client = Client(HTTP_HOST="localhost")
def told(answer):
    return [answer.status_code, answer.headers["content-type"], answer.json(), dict(answer.headers)]
signed = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,"}
events = client.post("/api/v1/feeds/wyscout/events", b"[]", headers=signed,
                     content_type="application/cloudevents-batch+json")
print(json.dumps({
    "healthz": told(client.get("/healthz")),
    "readyz": told(client.get("/readyz")),
    "matches": told(client.get("/api/v1/matches")),
    "events": told(events),
}))
"""


@pytest.fixture(scope="module")
def away():
    """What the doors answer in a process whose PostgreSQL and Redis are dead ports."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "community.settings",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a test's",
        "PATH": "",
    }
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", AWAY],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_process_without_its_parts_is_alive(away):
    status, _, told, _ = away["healthz"]

    assert (status, told) == (200, {"status": "ok"})


def test_a_process_without_its_parts_is_not_ready_and_says_why(away):
    status, _, told, _ = away["readyz"]

    assert (status, told["status"]) == (503, "unready")
    assert sorted(told["reasons"]) == ["database", "redis"]
    assert all(told["reasons"].values())


@pytest.mark.parametrize("door", ["matches", "events"])
def test_without_the_database_the_api_asks_to_come_back(away, door):
    status, content_type, told, headers = away[door]

    assert (status, content_type) == (503, "application/problem+json")
    assert (told["code"], told["status"]) == ("unavailable", 503)
    assert headers["Retry-After"] == "1"


@pytest.mark.django_db
def test_ready_when_every_part_answers(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "reasons": {}})


@pytest.mark.django_db
def test_unready_while_redis_is_away(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["reasons"]) == ["redis"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405


def test_meters_are_read_with_the_token(client, settings):
    settings.METRICS_TOKEN = "open sesame"

    answer = client.get("/metrics", headers={"authorization": "Bearer open sesame"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert b"# TYPE terrace_" in answer.content


@pytest.mark.parametrize("offered", ["", "Bearer ", "Bearer open", "open sesame", "\u00e9"])
def test_meters_are_nobody_else_s(client, settings, offered):
    settings.METRICS_TOKEN = "open sesame"

    answer = client.get("/metrics", headers={"authorization": offered})

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_token_only_this_machine_reads_the_meters(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 401
