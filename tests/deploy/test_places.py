"""Folders: short enough for sockets, closed to others, and named when they are not."""

import os
import stat
from pathlib import Path

import pytest

from deploy.embedded.errors import ServiceError
from deploy.embedded.paths import SOCKET_PATH_BYTES_MAX, prepare_places


def test_sockets_lie_beside_the_data_when_the_path_is_short(checkout):
    places = prepare_places(checkout.root, profile="test")

    assert places.sockets == checkout.base / "run"
    assert stat.S_IMODE(places.sockets.stat().st_mode) == 0o700


def test_a_long_path_gets_a_private_folder_elsewhere_and_the_same_one_again(checkout, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(checkout.root))
    root = checkout.root / ("deep" * 25)

    places = prepare_places(root, profile="test")
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    again = prepare_places(root, profile="test")

    assert places.sockets.parent == checkout.root
    assert len(os.fsencode(places.watchdog_socket)) < SOCKET_PATH_BYTES_MAX
    assert stat.S_IMODE(places.sockets.stat().st_mode) == 0o700
    assert again == places


def test_a_folder_of_sockets_that_others_may_enter_is_refused(checkout):
    sockets = prepare_places(checkout.root, profile="test").sockets
    sockets.chmod(0o755)

    with pytest.raises(ServiceError, match="open to others: chmod 700"):
        prepare_places(checkout.root, profile="test")


def test_a_link_in_place_of_the_folder_of_sockets_is_refused(checkout):
    checkout.base.mkdir(parents=True)
    (checkout.base / "run").symlink_to(checkout.root)

    with pytest.raises(ServiceError, match="remove it"):
        prepare_places(checkout.root, profile="test")


def test_an_unknown_profile_is_refused_and_nothing_is_made(tmp_path: Path):
    with pytest.raises(ServiceError, match="no such profile"):
        prepare_places(tmp_path, profile="other")

    assert list(tmp_path.iterdir()) == []


def test_services_start_in_a_checkout_with_a_long_path(checkout, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(checkout.root))
    checkout.root /= "deep" * 25
    checkout.base = checkout.root / "var" / "test"

    services = checkout.start_user("redis").services()

    assert "deep" not in services["redis_url"]
