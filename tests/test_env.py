"""Services outside are used where the machine names them, and nothing is started in their place."""

import pytest

from community.env import environment

NAMED = {
    "DATABASE_URL": "postgresql://terrace_app@db.example/terrace",
    "DATABASE_OWNER_URL": "postgresql://terrace_owner@db.example/terrace",
    "REDIS_URL": "redis://cache.example:6379/3",
}


@pytest.fixture
def named(monkeypatch):
    """The machine as it names services, and what is made of it; the process's own reading stays."""

    def made(*names):
        for name in NAMED:
            monkeypatch.delenv(name, raising=False)
        for name in names:
            monkeypatch.setenv(name, NAMED[name])
        return environment.__wrapped__()

    return made


def test_services_that_are_named_are_used(named):
    read = named(*NAMED)

    assert read.database_url == NAMED["DATABASE_URL"]
    assert read.database_owner_url == NAMED["DATABASE_OWNER_URL"]
    assert read.redis_url == read.channels_redis_url == NAMED["REDIS_URL"]


def test_without_an_owner_of_its_own_the_application_s_role_migrates(named):
    assert named("DATABASE_URL", "REDIS_URL").database_owner_url == NAMED["DATABASE_URL"]


def test_only_what_is_not_named_is_started(named):
    read = named("DATABASE_URL")

    assert read.database_url == read.database_owner_url == NAMED["DATABASE_URL"]
    assert read.redis_url.startswith("unix://")
