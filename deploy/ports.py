"""The demo's port: the one asked for, else the first free one from 8000."""

import contextlib
import os
import socket

from deploy.embedded.errors import ServiceError
from deploy.programs import HOST

PORT_FIRST = 8000
PORTS_TRIED = 50


def choose_port() -> int:
    """A port of 127.0.0.1 that nobody listens on; PORT asks for one.

    Raises ServiceError when there is none.
    """
    asked = os.environ.get("PORT", "")
    if asked and not (asked.isdecimal() and 0 < int(asked) < 2**16):
        message = f"PORT={asked} is no port: choose one from 1024 to 65535 (make demo PORT=9000)"
        raise ServiceError(message)
    first, count = (int(asked), 1) if asked else (PORT_FIRST, PORTS_TRIED)
    for port in range(first, first + count):
        if _is_free(port):
            return port
    taken = f"port {asked} is" if asked else f"all ports from {first} to {first + count - 1} are"
    message = f"{taken} taken: choose another (make demo PORT=9000)"
    raise ServiceError(message)


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        # As the server will: connections that linger from the last one do not matter.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        probe.listen()
        return True
    return False
