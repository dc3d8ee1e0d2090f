"""Providers in a process of their own: bodies made before, signed just before they are sent.

Each match has a thread and a keep-alive connection; it sends a batch when the last was taken.
"""

import http.client
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

import msgspec

from community.core import clock
from community.feeds import signing
from tests.bench import events

CONTENT_TYPE = "application/cloudevents-batch+json"
HOST = "127.0.0.1"
ANSWER_TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Told:
    """A match that a source of its own tells of; subject is the source's name for it."""

    source: str
    secret: bytes
    subject: str
    stream: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who sends how much to which ports; batch sizes are in events.

    batch_s: a match sends a batch so often, in seconds, or when the last was taken if that is
    later; 0 is as fast as they are taken.
    """

    matches: Sequence[Told]
    ports: Sequence[int]
    batches_per_match: int
    batch_size: int
    batch_s: float = 0.0

    @property
    def count(self) -> int:
        """Events, all together."""
        return len(self.matches) * self.batches_per_match * self.batch_size


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a run of the feeder came to; times are of the monotonic clock, in seconds."""

    began: float
    ended: float
    accepted: int
    body_bytes: int
    cpu_s: float
    answer_p50_s: float
    answer_p99_s: float


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the door answered: events it took, and the stream's head after them."""

    accepted: int
    head: int


class Door:
    """One match's keep-alive connection to the signed door."""

    def __init__(self, told: Told, port: int) -> None:
        self._secret = told.secret
        self._path = f"/api/v1/feeds/{told.source}/events"
        self._http = http.client.HTTPConnection(HOST, port, timeout=ANSWER_TIMEOUT_S)

    def send(self, body: bytes, *, message_id: str) -> Taken:
        """Sign a batch now, send it, and wait for its answer."""
        headers = signing.headers(
            self._secret,
            message_id=message_id,
            timestamp_s=clock.now_ms() // 1000,
            body=body,
        )
        self._http.request("POST", self._path, body, headers | {"content-type": CONTENT_TYPE})
        answer = self._http.getresponse()
        told = answer.read()
        assert answer.status == http.HTTPStatus.OK, told
        return msgspec.json.decode(told, type=Taken)

    def close(self) -> None:
        """Hang up."""
        self._http.close()


class Feeder:
    """The handle of a feeder process: `start` once it is ready, then `wait`."""

    def __init__(self, pipe: Connection, taken: "Synchronized[int]", pid: int) -> None:
        self._pipe = pipe
        self._taken = taken
        self.pid = pid

    @property
    def taken(self) -> int:
        """Events taken so far."""
        return self._taken.value

    def start(self) -> None:
        """Let it send."""
        self._pipe.send("go")

    def is_done(self, timeout_s: float) -> bool:
        """Whether all is sent, after waiting a while for it."""
        return self._pipe.poll(timeout_s)

    def wait(self) -> Sent:
        """What it came to."""
        sent = self._pipe.recv()
        assert isinstance(sent, Sent), sent
        return sent


@contextmanager
def feeding(plan: Plan) -> Iterator[Feeder]:
    """A feeder process that has made all its bodies and waits for `start`."""
    context = multiprocessing.get_context("spawn")
    taken: Any = context.Value("q", 0)
    ours, theirs = context.Pipe()
    process = context.Process(target=_feed, args=(plan, theirs, taken), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of the pipe
    assert process.pid is not None, "it was just started"
    try:
        assert ours.recv() == "ready", "a feeder says when it is ready"
        yield Feeder(ours, taken, process.pid)
    finally:
        process.terminate()
        process.join()


def _feed(plan: Plan, pipe: Connection, taken: "Synchronized[int]") -> None:
    lines = [_Line(plan, number, taken) for number in range(len(plan.matches))]
    pipe.send("ready")
    pipe.recv()
    began, cpu_began = time.monotonic(), time.process_time()
    threads = [threading.Thread(target=line.run) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended, cpu_s = time.monotonic(), time.process_time() - cpu_began
    answers = sorted(answer for line in lines for answer in line.answers_s)
    pipe.send(
        Sent(
            began=began,
            ended=ended,
            accepted=sum(line.accepted for line in lines),
            body_bytes=sum(line.body_bytes for line in lines),
            cpu_s=cpu_s,
            answer_p50_s=answers[len(answers) // 2],
            answer_p99_s=answers[len(answers) * 99 // 100],
        )
    )


class _Line:
    """One match's connection and its batches."""

    def __init__(self, plan: Plan, number: int, taken: "Synchronized[int]") -> None:
        self._told = plan.matches[number]
        self._taken = taken
        self._number = number
        self._batch_s = plan.batch_s
        feed = events.Feed(source=self._told.source, subject=self._told.subject, seed=number)
        self._bodies = list(
            events.batches(feed, count=plan.batches_per_match, size=plan.batch_size)
        )
        self._door = Door(self._told, plan.ports[number % len(plan.ports)])
        self.body_bytes = sum(map(len, self._bodies))
        self.accepted = 0
        self.answers_s: list[float] = []

    def run(self) -> None:
        """Send every batch in order."""
        due = time.monotonic()
        for number, body in enumerate(self._bodies):
            clock.sleep(max(0.0, due - time.monotonic()))
            due += self._batch_s
            began = time.monotonic()
            taken = self._door.send(body, message_id=f"msg_{self._number}_{number}")
            self.answers_s.append(time.monotonic() - began)
            self.accepted += taken.accepted
            with self._taken.get_lock():
                self._taken.value += taken.accepted
        self._door.close()
