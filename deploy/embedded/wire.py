"""What a user and the watchdog say to each other: one JSON line each way, then silence.

A user is a connection: as long as it is open, its services run.
"""

import json
import socket
from dataclasses import asdict, dataclass

LINE_BYTES_MAX = 8_192


@dataclass(frozen=True, kw_only=True)
class Request:
    """The services somebody needs and where their programs are; None needs it not."""

    postgres_binaries: str | None
    redis_binary: str | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """None when all that was asked for runs, else why not."""

    error: str | None


def send(connection: socket.socket, message: Request | Answer) -> None:
    """Send one line."""
    connection.sendall(json.dumps(asdict(message)).encode() + b"\n")


def receive_line(connection: socket.socket) -> bytes:
    """Read one line; b'' when the other side closed first.

    Raises TimeoutError after the socket's own timeout.
    """
    line = b""
    while not line.endswith(b"\n"):
        piece = connection.recv(LINE_BYTES_MAX)
        if not piece or len(line) > LINE_BYTES_MAX:
            return b""
        line += piece
    return line


def parse_request(line: bytes) -> Request:
    """Raises ValueError, KeyError when it is none."""
    words = json.loads(line)
    return Request(postgres_binaries=words["postgres_binaries"], redis_binary=words["redis_binary"])


def parse_answer(line: bytes) -> Answer:
    """Raises ValueError, KeyError when it is none."""
    return Answer(error=json.loads(line)["error"])
