"""The demo takes a port that nobody has."""

import socket
from collections.abc import Iterator

import pytest

from deploy import ports
from deploy.embedded.errors import ServiceError
from deploy.ports import choose_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_taken_port_is_passed_over(taken, monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(ports, "PORT_FIRST", taken)

    assert taken < choose_port() < taken + ports.PORTS_TRIED


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken, monkeypatch):
    monkeypatch.setenv("PORT", str(taken))

    with pytest.raises(ServiceError, match=f"port {taken} is taken"):
        choose_port()


@pytest.mark.parametrize("asked", ["http", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(asked, monkeypatch):
    monkeypatch.setenv("PORT", asked)

    with pytest.raises(ServiceError, match="is no port"):
        choose_port()
