"""Starting over removes one profile's data, once nobody uses them."""

import pytest

from deploy import reset
from deploy.embedded.errors import ServiceError
from deploy.embedded.processes import is_alive
from tests.deploy.checkout import Checkout, kill


def test_a_profile_nobody_uses_is_removed_and_its_neighbour_stays(checkout: Checkout):
    checkout.start_user("redis").services()
    other = checkout.base.with_name("main")
    other.mkdir()
    checkout.close()

    reset.remove_profile(checkout.root, profile="test")

    assert not checkout.base.exists()
    assert other.exists()


def test_servers_that_a_killed_watchdog_left_are_stopped_first(checkout: Checkout):
    user = checkout.start_user("postgres")
    user.services()
    left = checkout.postgres_pid()
    user.kill()
    kill(checkout.watchdog_pid())

    reset.remove_profile(checkout.root, profile="test")

    assert not is_alive(left)
    assert not checkout.base.exists()


def test_a_profile_in_use_is_refused_and_stays(checkout: Checkout, monkeypatch):
    monkeypatch.setattr(reset, "QUIET_TIMEOUT_S", 0.2)
    checkout.start_user("postgres").services()

    with pytest.raises(ServiceError, match="another process uses these services"):
        reset.remove_profile(checkout.root, profile="test")

    assert is_alive(checkout.postgres_pid())


def test_services_outside_are_never_reset(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")

    with pytest.raises(ServiceError, match="unset DATABASE_URL"):
        reset.remove_demo()
