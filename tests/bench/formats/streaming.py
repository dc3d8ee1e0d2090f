"""Frames streamed from a process to this one: over WebSocket as any format, over gRPC as protobuf.

Both servers encode each frame as it is sent, from objects they hold; the reader folds each.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.sync.client import connect

from tests.bench.formats.codecs import Codec, codecs
from tests.bench.formats.operations import Tally, frames
from tests.bench.lines import HOST

_METHOD = "/bench.Match/Watch"
_GRPC = "grpc"


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a stream went: seconds from asking to folded, CPU of both ends, the state it came to."""

    seconds: float
    server_cpu_s: float
    client_cpu_s: float
    state: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many operations, in frames of how many."""

    count: int
    frame: int


def over_websocket(codec: Codec, sizes: Sizes) -> Course:
    """Stream by our transport: a text a frame for JSON, a binary message for the others."""
    with _serving(codec.name, sizes) as (port, pipe):
        tally, began, cpu_began = Tally(), time.monotonic(), time.process_time()
        uri = f"ws://{HOST}:{port}"
        with connect(uri, compression=None, max_size=None, ping_interval=None) as line:
            for message in line:
                told = message.encode() if isinstance(message, str) else message
                codec.replay(tally, codec.decode(told))
        return _course(tally, (began, cpu_began), pipe)


def over_grpc(codec: Codec, sizes: Sizes) -> Course:
    """Stream by gRPC; raises ImportError where it is not installed."""
    import grpc  # noqa: PLC0415 -- a package of the bench alone

    with _serving(_GRPC, sizes) as (port, pipe):
        tally, began, cpu_began = Tally(), time.monotonic(), time.process_time()
        with grpc.insecure_channel(f"{HOST}:{port}") as line:
            for frame in line.unary_stream(_METHOD, response_deserializer=codec.decode)(b""):
                codec.replay(tally, frame)
        return _course(tally, (began, cpu_began), pipe)


def _course(tally: Tally, began: tuple[float, float], pipe: Connection) -> Course:
    seconds, cpu_s = time.monotonic() - began[0], time.process_time() - began[1]
    pipe.send("end")
    return Course(seconds=seconds, server_cpu_s=pipe.recv(), client_cpu_s=cpu_s, state=tally.state)


@contextmanager
def _serving(name: str, sizes: Sizes) -> Iterator[tuple[int, Connection]]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(name, sizes, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of the pipe
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def _serve(name: str, sizes: Sizes, pipe: Connection) -> None:
    told = frames(count=sizes.count, size=sizes.frame)
    by_name = {codec.name: codec for codec in codecs()}
    if name == _GRPC:
        _serve_grpc(by_name["protobuf"], told, pipe)
    else:
        asyncio.run(_serve_websocket(by_name[name], told, pipe))


async def _serve_websocket(codec: Codec, told: Sequence[Any], pipe: Connection) -> None:
    is_text = codec.name == "json"

    async def tell(line: ServerConnection) -> None:
        for frame in told:
            octets = codec.encode(frame)
            await line.send(octets.decode() if is_text else octets)

    async with serve(tell, HOST, 0, compression=None, ping_interval=None) as server:
        pipe.send(next(iter(server.sockets)).getsockname()[1])
        began = time.process_time()
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send(time.process_time() - began)


def _serve_grpc(codec: Codec, told: Sequence[Any], pipe: Connection) -> None:
    import grpc  # noqa: PLC0415 -- a package of the bench alone

    # Each frame is encoded by gRPC as it goes out, as WebSocket's are.
    watch = grpc.unary_stream_rpc_method_handler(
        lambda _request, _context: iter(told), response_serializer=codec.encode
    )
    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler("bench.Match", {"Watch": watch})]
    )
    port = server.add_insecure_port(f"{HOST}:0")
    server.start()
    pipe.send(port)
    began = time.process_time()
    pipe.recv()
    pipe.send(time.process_time() - began)
    server.stop(None)
