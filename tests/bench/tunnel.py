"""A way through the loopback that can go dark: a forwarding process, stopped and let go on.

While it is stopped the kernel still takes connections and bytes and nobody passes them on: no
reset, no refusal, only silence. When it goes on, what was held is passed on, as TCP would.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import uvloop

from tests.bench.lines import HOST

_CHUNK = 64 * 1024
_BACKLOG = 4_096
_ESTABLISHED = 1  # of the kernel's TCP states


class Tunnel:
    """The handle: its port, and whether it is dark."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid

    def go_dark(self) -> None:
        """Pass nothing on."""
        os.kill(self.pid, signal.SIGSTOP)

    def heal(self) -> None:
        """Go on, with what was held."""
        os.kill(self.pid, signal.SIGCONT)


@contextmanager
def tunnel_to(port: int) -> Iterator[Tunnel]:
    """A tunnel to a port."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(port, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of the pipe
    assert process.pid is not None, "it was just started"
    try:
        yield Tunnel(ours.recv(), process.pid)
    finally:
        process.kill()  # a stopped process hears nothing milder
        process.join()


def _run(port: int, pipe: Connection) -> None:
    uvloop.run(_forward(port, pipe))


async def _forward(port: int, pipe: Connection) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if _is_given_up(writer):
            writer.close()
            return
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(HOST, port)
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    server = await asyncio.start_server(pass_on, HOST, 0, backlog=_BACKLOG, limit=_CHUNK)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _is_given_up(writer: asyncio.StreamWriter) -> bool:
    """Whether this end has hung up: a network would bring nothing more to it, or from it."""
    plain = writer.get_extra_info("socket")
    if plain is None or plain.fileno() < 0:
        return True
    state: int = plain.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != _ESTABLISHED


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while octets := await reader.read(_CHUNK):
            if _is_given_up(writer):
                break
            writer.write(octets)
            await writer.drain()
    except OSError:
        pass  # one end is gone; so is the other, now
    finally:
        writer.transport.abort() if _is_given_up(writer) else writer.close()
