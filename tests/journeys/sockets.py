"""Sockets over the network to an instance's web processes, each let in by a token."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import msgspec
from websockets import Origin, Subprotocol
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from community.edge.protocol import SUBPROTOCOL
from deploy.programs import HOST, Program, web_program
from tests.journeys.instance import Instance

WAIT_S = 30.0  # only a deadline


class RealSocket:
    """A client over the network."""

    def __init__(self, line: ClientConnection, token: str) -> None:
        self.line = line
        with suppress(ConnectionClosed):  # who is not let in may hear it before he speaks
            self.say("connect", token=token)

    def say(self, kind: str, **told: Any) -> None:
        """Send a message."""
        self.line.send(msgspec.json.encode({"t": kind} | told).decode())

    def hear(self, *kinds: str) -> dict[str, Any]:
        """The next message of these kinds."""
        while True:
            message: dict[str, Any] = msgspec.json.decode(self.line.recv(timeout=WAIT_S))
            if message["t"] in kinds:
                return message

    def until_closed(self) -> list[dict[str, Any]]:
        """All that is said until the server closes."""
        told: list[dict[str, Any]] = []
        while True:
            try:
                told.append(msgspec.json.decode(self.line.recv(timeout=WAIT_S)))
            except ConnectionClosed:
                return told

    def close_code(self) -> int | None:
        """The code with which the server closes."""
        self.until_closed()
        return self.line.close_code


@contextmanager
def socket_to(instance: Instance, *, port: int = 0, token: str = "") -> Iterator[RealSocket]:
    """A socket to a web process, with a token of nobody's unless one is given."""
    with connect(
        f"ws://{HOST}:{port or instance.port}/live/",
        origin=Origin(instance.url),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
    ) as line:
        yield RealSocket(line, token or token_of(instance))


def token_of(instance: Instance) -> str:
    """A connect token of nobody's page."""
    return str(httpx.get(f"{instance.url}/live/token/", timeout=WAIT_S).json()["token"])


def token_of_user(instance: Instance, name: str) -> str:
    """A connect token of a page of a user's, who is made when there is none."""
    return str(instance.have("token", name=name))


def program_of(server: str, port: int) -> Program:
    """A web process under a server by its name."""
    if server == "uvicorn":
        return web_program(port)
    words = ["-b", HOST, "-p", str(port), "community.asgi:application"]
    return Program(name="web", command=(sys.executable, "-m", "daphne", *words))
