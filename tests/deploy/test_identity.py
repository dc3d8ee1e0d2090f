"""Whom PostgreSQL runs as; nothing above its data is ever opened for that."""

import os
import pwd
import stat
from pathlib import Path

import pytest

from deploy.embedded.errors import ServiceError
from deploy.embedded.identity import Identity, choose_identity
from deploy.embedded.paths import prepare_places
from tests.deploy.checkout import Checkout, answers

PROGRAM = Path("/bin/true")

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lend identities")


@pytest.fixture
def no_namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that gives no user namespaces, as in many containers."""
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\necho 'Operation not permitted' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def chosen(checkout: Checkout) -> Identity:
    places = prepare_places(checkout.root, profile="test")
    return choose_identity(places.postgres, sockets=places.sockets, program=PROGRAM)


def test_postgres_starts_in_a_closed_folder_and_it_stays_closed(checkout: Checkout):
    checkout.root.chmod(0o700)

    services = checkout.start_user("postgres").services()

    assert answers(services["database_url"])
    assert stat.S_IMODE(checkout.root.stat().st_mode) == 0o700
    assert stat.S_IMODE((checkout.base / "postgres").stat().st_mode) == 0o700


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_without_namespaces_root_lends_the_checkout_owners_identity(checkout: Checkout):
    daemon = pwd.getpwnam("daemon")
    os.chown(checkout.root, daemon.pw_uid, daemon.pw_gid)

    identity = chosen(checkout)

    assert identity == Identity(uid=daemon.pw_uid, gid=daemon.pw_gid)
    assert (checkout.base / "run").stat().st_uid == daemon.pw_uid


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_without_namespaces_nobody_serves_an_open_checkout_of_roots(checkout: Checkout):
    checkout.root.chmod(0o755)

    assert chosen(checkout).uid == pwd.getpwnam("nobody").pw_uid


@as_root
@pytest.mark.usefixtures("no_namespaces")
def test_a_closed_checkout_of_roots_is_refused_and_stays_closed(checkout: Checkout):
    with pytest.raises(ServiceError, match="move the checkout to a folder others may enter"):
        chosen(checkout)

    assert stat.S_IMODE(checkout.root.stat().st_mode) == 0o700
    assert (checkout.base / "run").stat().st_uid == 0


@as_root
def test_data_that_another_identity_made_keep_it(checkout: Checkout):
    places = prepare_places(checkout.root, profile="test")
    nobody = pwd.getpwnam("nobody")
    checkout.root.chmod(0o755)
    places.postgres.mkdir(mode=0o700)
    os.chown(places.postgres, nobody.pw_uid, nobody.pw_gid)

    assert chosen(checkout) == Identity(uid=nobody.pw_uid, gid=nobody.pw_gid)
