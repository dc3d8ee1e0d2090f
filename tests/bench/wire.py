"""wire: the same operations as JSON, msgpack and protobuf: bytes, CPU, replay in Python and Node.

Streamed too: over WebSocket as each, over gRPC as protobuf. Every way must come to one state.
"""

import argparse
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from deploy.node import find_node
from tests.bench.formats import streaming
from tests.bench.formats.codecs import Codec, codecs
from tests.bench.formats.operations import Operation, Tally, frames
from tests.bench.result import Report, Result

# A dense match of 3,500 operations in under 20 ms here, and in a phone's patience on a phone.
BAR_US = 5
REPLAY = Path(__file__).parent / "formats" / "replay.mjs"
NODE_S_MAX = 600

_Made = TypeVar("_Made")


class InNode(msgspec.Struct, frozen=True, kw_only=True):
    """What Node told of a replay."""

    decode_ms: float
    replay_ms: float
    state: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One format's figures: bytes and microseconds of CPU an operation, and where it came to."""

    name: str
    size: float
    deflated: float
    encode_us: float
    decode_us: float
    replay_us: float
    node_decode_us: float
    node_replay_us: float
    states: Sequence[dict[str, Any]]

    def told(self) -> str:
        """The figures in words."""
        return (
            f"{self.name}: {self.size:.0f} bytes an operation, {self.deflated:.0f} deflated; CPU us"
            f" an operation in Python: encode {self.encode_us:.2f}, decode {self.decode_us:.2f},"
            f" replay {self.replay_us:.2f}; in Node: decode {self.node_decode_us:.2f},"
            f" replay {self.node_replay_us:.2f}"
        )


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--operations", type=int, default=100_000)
    # What a lively match tells in ten ticks; a frame of a tick is smaller, one after a gap larger.
    parser.add_argument("--frame", type=int, default=100, help="operations in a frame")


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    told = frames(count=flags.operations, size=flags.frame)
    costs = [_measure(codec, told, flags.operations) for codec in codecs()]
    for cost in costs:
        report.say(cost.told())
    sizes = streaming.Sizes(count=flags.operations, frame=flags.frame)
    courses = _streamed(sizes, report)
    states = [state for cost in costs for state in cost.states]
    states += [course.state for course in courses]
    is_one = all(state == states[0] for state in states)
    report.say(f"{len(states)} replays came to {'one state' if is_one else 'DIFFERENT states'}")
    json, *others = costs
    best = min(others, key=lambda cost: cost.node_replay_us)
    report.say(f"baseline is {best.name}; ok is {BAR_US} us or less, and one state by every way")
    return Result(
        name="wire",
        value=round(json.node_replay_us, 2),
        unit="us an operation, decoded from JSON and folded in Node",
        baseline=round(best.node_replay_us, 2),
        ratio=round(json.node_replay_us / best.node_replay_us, 2),
        bar=BAR_US,
        ok=json.node_replay_us <= BAR_US and is_one,
        saturated=False,
    )


def _measure(codec: Codec, told: Sequence[Sequence[Operation]], count: int) -> Cost:
    encoded, encode_s = _timed(lambda: [codec.encode(frame) for frame in told])
    decoded, decode_s = _timed(lambda: [codec.decode(octets) for octets in encoded])
    tally, fold_s = _timed(lambda: _folded(codec, decoded))
    in_node = _in_node(codec.name, encoded)
    us = 1e6 / count
    return Cost(
        name=codec.name,
        size=sum(map(len, encoded)) / count,
        deflated=sum(len(zlib.compress(octets)) for octets in encoded) / count,
        encode_us=encode_s * us,
        decode_us=decode_s * us,
        replay_us=(decode_s + fold_s) * us,
        node_decode_us=in_node.decode_ms * 1e3 / count,
        node_replay_us=in_node.replay_ms * 1e3 / count,
        states=[tally.state, in_node.state],
    )


def _timed(work: Callable[[], _Made]) -> tuple[_Made, float]:
    """What work gives, and the CPU seconds of its better round of two."""
    spent = []
    for _ in range(2):
        began = time.process_time()
        made = work()
        spent.append(time.process_time() - began)
    return made, min(spent)


def _folded(codec: Codec, decoded: Sequence[Any]) -> Tally:
    tally = Tally()
    for frame in decoded:
        codec.replay(tally, frame)
    return tally


def _in_node(name: str, encoded: Sequence[bytes]) -> InNode:
    with tempfile.NamedTemporaryFile(suffix=f".{name}") as file:
        for octets in encoded:
            file.write(len(octets).to_bytes(4) + octets)
        file.flush()
        said = subprocess.run(  # noqa: S603 -- Node on our own files
            [find_node(), REPLAY, name, file.name],
            capture_output=True,
            check=True,
            timeout=NODE_S_MAX,
        )
    return msgspec.json.decode(said.stdout, type=InNode)


def _streamed(sizes: streaming.Sizes, report: Report) -> list[streaming.Course]:
    """Every format over WebSocket, and protobuf over gRPC, one after the other."""
    courses = []
    for codec in codecs():
        courses.append(streaming.over_websocket(codec, sizes))
        report.say(f"{codec.name} over WebSocket: {_told(courses[-1], sizes.count)}")
        if codec.name == "protobuf":
            courses.append(streaming.over_grpc(codec, sizes))
            report.say(f"protobuf over gRPC: {_told(courses[-1], sizes.count)}")
    if len(courses) == 2:
        report.say("no protobuf and no gRPC here: pip install --group bench")
    return courses


def _told(course: streaming.Course, count: int) -> str:
    us = 1e6 / count
    return (
        f"{count / course.seconds:,.0f} operations/s; CPU us an operation: server"
        f" {course.server_cpu_s * us:.2f}, client {course.client_cpu_s * us:.2f}"
    )
