"""Record a session of today's SDK with today's server: `python -m tests.sdk.record NAME`.

Writes tests/vectors/wire/NAME.session.jsonl, a line for each thing that happened:
{line, way: "open", subprotocol}, {line, way: "in" | "out", said} with the text of a message (its
tokens struck out), {way: "log", facts} for what was appended, {way: "drop"} when the client hung
up, {way: "held", state, notices} for what it held at last. A recording stays as it was made: the
tests hold every later server and SDK to it.
"""

import re
import subprocess
import sys
from typing import IO, Any

import msgspec

from community.core import canonical
from community.edge import tokens
from deploy.node import find_node
from deploy.programs import HOST, web_program
from tests.bench import instance
from tests.house.tree import ROOT

RECORDINGS = ROOT / "tests/vectors/wire"
STREAM = "match.match_recorded"
TOKEN_TTL_S = 3_600
TOKEN = re.compile(r'(?<="token":")[^"]+')


class Recorder:
    """The client's process, and everything it said so far."""

    def __init__(self, client: "subprocess.Popen[str]") -> None:
        assert client.stdin is not None
        assert client.stdout is not None
        self._orders: IO[str] = client.stdin
        self._told: IO[str] = client.stdout
        self.lines: list[dict[str, Any]] = []

    def do(self, order: str, **told: str) -> None:
        """Give the client an order."""
        self._orders.write(msgspec.json.encode({"do": order} | told).decode() + "\n")
        self._orders.flush()

    def until(self, way: str, kind: str = "") -> dict[str, Any]:
        """Record until something happens: the client's own word, or a message of a kind."""
        while text := self._told.readline():
            line: dict[str, Any] = msgspec.json.decode(text)
            if "said" in line:
                line["said"] = TOKEN.sub("recorded", line["said"])
            self.lines.append(line)
            if line["way"] == way and kind in {"", _kind(line)}:
                return line
        message = f"the client ended before {way} {kind}"
        raise RuntimeError(message)

    def append(self, facts: list[Any]) -> None:
        """Append facts, and record the bytes that went to the log."""
        from tests.streams import factories  # noqa: PLC0415 -- Django is ready only now

        factories.append(STREAM, facts)
        told = [canonical.dumps(fact).decode() for fact in facts]
        self.lines.append({"way": "log", "facts": told})


def _kind(line: dict[str, Any]) -> str:
    try:
        return str(msgspec.json.decode(line.get("said", "{}")).get("t", ""))
    except msgspec.DecodeError:
        return ""


def play(recorder: Recorder) -> None:
    """The session: everything a client of this version says, and everything it is told."""
    from tests.streams.factories import goal, passes  # noqa: PLC0415 -- Django is ready only now

    recorder.append([goal(), *passes(2)])
    recorder.do("follow", topic=STREAM)
    recorder.until("out", "snapshot")
    recorder.append([goal(clock_ms=800_000)])
    recorder.until("out", "frame")
    recorder.append(passes(3, first=2))
    recorder.until("out", "frame")
    recorder.until("in", "ack")
    recorder.do("follow", topic="match.nowhere")
    recorder.until("out", "rejected")
    recorder.do("leave", topic="match.nowhere")
    recorder.until("in", "unsubscribe")
    recorder.do("say", text='{"t":"renew"}')
    recorder.until("out", "token")
    recorder.do("say", text='{"t":"dance"}')
    recorder.until("out", "error")
    recorder.until("out", "heartbeat")
    recorder.do("rest")
    recorder.until("drop")
    recorder.append([goal(side="away", clock_ms=900_000)])
    recorder.do("wake")
    recorder.until("out", "frame")
    recorder.append(passes(1, first=5))
    recorder.until("out", "frame")
    recorder.do("held")
    recorder.until("held")


def main(name: str) -> None:
    """Record, and write the file; one that is there already stays."""
    path = RECORDINGS / f"{name}.session.jsonl"
    assert not path.exists(), f"{path} was recorded already"
    with instance.fresh():
        port = instance.free_port()
        token = tokens.issue(tokens.Claims(key="recorded"), ttl_s=TOKEN_TTL_S).token
        here = f"{HOST}:{port}"
        command = [
            str(find_node()),
            "--experimental-websocket",  # Node 20 has it behind a flag, later ones have it
            str(ROOT / "tests/sdk/record.mjs"),
            f"ws://{here}/live/",
            f"http://{here}",
            token,
        ]
        with (
            instance.serve([(web_program(port), port)]),
            subprocess.Popen(  # noqa: S603 -- Node on our own file
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ) as client,
        ):
            recorder = Recorder(client)
            play(recorder)
            recorder.do("end")
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in recorder.lines))


if __name__ == "__main__":
    main(sys.argv[1])
