"""A client that comes back as the SDK does: its waits, its patience, its positions and states."""

import asyncio
import random  # noqa: TID251 -- jitter, no secret
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from community.core.types import JsonObject
from community.edge import protocol
from community.edge.codes import Close
from tests.bench import rules
from tests.bench.lines import NO_CODE, Door, Line, dial
from tests.bench.shared import Shared, Spoken

# From here on a close code says that coming back is of no use.
STOP_CODES_FROM = 4_500


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One client: where it dials, its token, what it follows. Twins are never cut."""

    door: Door
    token: str
    topics: Sequence[str]
    is_twin: bool = False


@dataclass(kw_only=True)
class Absence:
    """From a cut to being back; monotonic seconds, None what has not happened.

    outcomes: what was answered to the subscribes. refused: dials that nobody took.
    """

    cut_at: float
    noticed_at: float | None = None
    converged_at: float | None = None
    dials: int = 0
    refused: int = 0
    closes: list[int] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Returning:
    """One client; whenever it holds more, `reached` may say that its absence is over."""

    seat: Seat
    shared: Shared
    chance: random.Random
    reached: Callable[["Returning"], None]
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    states: dict[str, JsonObject] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    gaps: int = 0
    _line: Line | None = None
    _aside: Line | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _heard_at: float = 0.0
    _quiet_s: float = 0.0
    _attempt: int = 0
    _drain_s: float = 0.0
    _greeted_at: float = 0.0
    _greeted_quiet_s: float = 0.0
    _dials_given_up: int = 0
    _ack_s: float = 1.0
    _acked: dict[str, int] = field(default_factory=dict)

    @property
    def absence(self) -> Absence | None:
        """The absence that is not over."""
        last = self.absences[-1] if self.absences else None
        return last if last is not None and last.converged_at is None else None

    @property
    def is_away(self) -> bool:
        """Whether it knows of an absence that is not over."""
        return self.absence is not None and self.absence.noticed_at is not None

    @property
    def is_steady(self) -> bool:
        """Whether its next loss is a first one, dialled again at once."""
        return self._attempt == 0 or self._has_been_steady(time.monotonic())

    def _has_been_steady(self, now: float) -> bool:
        return bool(self._greeted_at) and now - self._greeted_at >= rules.steady_s()

    @property
    def has_all(self) -> bool:
        """Whether it holds a state of every topic."""
        return len(self.states) == len(self.seat.topics)

    def is_at(self, goals: Mapping[str, int]) -> bool:
        """Whether it holds every topic up to an offset."""
        return self.has_all and all(
            offset >= goals.get(topic, 0) for topic, (_, offset) in self.positions.items()
        )

    def converge(self) -> None:
        """Its absence is over."""
        assert self.absence is not None, "who comes back was away"
        self.absence.converged_at = time.monotonic()

    def start(self) -> None:
        """Dial, and stay until stopped."""
        self._spawn(self._dial())
        self._spawn(self._watch())
        self._spawn(self._acknowledge())

    def stop(self) -> None:
        """Hang up for good."""
        for task in self._tasks:
            task.cancel()
        self._drop_aside()
        self._drop()

    def leave(self, at: float) -> None:
        """Count an absence from here on, whether or not the client can know of it yet."""
        self.absences.append(Absence(cut_at=at))

    async def reset(self, *, backlog_s: float) -> None:
        """Leave a backlog unread in the kernel, then end the line with RST."""
        if self._line is not None:
            self._line.pause()
            await asyncio.sleep(backlog_s)
        self.leave(time.monotonic())
        if self._line is not None:
            self._line.reset()
        self._lose(NO_CODE)

    def opened(self, line: Line) -> None:
        self._drop_aside()
        self._heard_at = time.monotonic()
        line.say(_said(protocol.Connect(token=self.seat.token)))
        for topic in self.seat.topics:
            self._ask(topic)

    def lost(self, line: Line, code: int) -> None:
        if line is self._aside:
            self._aside = None
        elif line is self._line:
            self._lose(code)

    def took(self, line: Line, text: bytes, at: float) -> None:
        if line is self._aside:
            self._take_up(line)
        if line is self._line:
            self._heard_at = at
            self._hear(text, at)

    def _hear(self, text: bytes, at: float) -> None:
        told = self.shared.message(text)
        match told.t:
            case "hello":
                self._greeted_at = at
                self._quiet_s = rules.quiet_s(told.heartbeat_ms)
                self._ack_s = told.ack_ms / 1000
            case "drain":
                self._drain_s = told.reconnect_in_ms / 1000
            case "snapshot":
                self._answered("snapshot")
                self._hold(told.topic, (told.epoch, told.offset), told.state)
            case "resumed":
                self._answered("resumed")
                self.reached(self)
            case "rejected":
                self._answered(f"rejected: {told.code}")
            case "frame" | "skip":
                self._take_frame(told, text)

    def _take_frame(self, told: Spoken, text: bytes) -> None:
        if self.positions.get(told.topic) != (told.epoch, told.from_):
            self.gaps += 1
            self._ask(told.topic)
            return
        state = self.shared.patched(self.states[told.topic], text, told.patch)
        self._hold(told.topic, (told.epoch, told.to), state)

    def _hold(self, topic: str, position: tuple[int, int], state: JsonObject) -> None:
        self.positions[topic], self.states[topic] = position, state
        self.reached(self)

    def _answered(self, outcome: str) -> None:
        if self.absence is not None:
            self.absence.outcomes.append(outcome)

    def _ask(self, topic: str) -> None:
        epoch, offset = self.positions.get(topic, (None, None))
        assert self._line is not None, "who asks has a line"
        self._line.say(_said(protocol.Subscribe(topic=topic, epoch=epoch, offset=offset)))

    async def _dial(self) -> None:
        if self.absence is not None:
            self.absence.dials += 1
        self._quiet_s = rules.hello_timeout_s()
        self._heard_at = time.monotonic()
        line = self._line = Line(self.seat.door, self)
        try:
            await dial(line)
        except OSError:
            if line is self._line:
                self._refused(line)

    def _refused(self, line: Line) -> None:
        if self.absence is not None:
            self.absence.refused += 1
        self.lost(line, NO_CODE)

    async def _watch(self) -> None:
        """Drop a line that has been quiet for too long."""
        while True:
            left_s = self._heard_at + self._quiet_s - time.monotonic()
            if left_s > 0 or self._line is None:
                await asyncio.sleep(max(left_s, 0.01))
            elif self._greeted_at:
                self._set_aside()
            else:
                self._lose(NO_CODE)

    def _set_aside(self) -> None:
        """Keep the quiet line beside the next one, and ask it; socket.js, line by line."""
        self._drop_aside()
        self._aside, self._line = self._line, None
        assert self._aside is not None, "what was quiet is a line"
        self._aside.say(_said(protocol.Ping(at=0)))
        self._greeted_quiet_s = self._quiet_s
        self._lose(NO_CODE)

    def _take_up(self, line: Line) -> None:
        """The quiet line speaks before another is open: it goes on where it was."""
        self._dials_given_up += 1  # a dial that waits for its time is not made
        self._aside = None
        self._drop()
        self._line = line
        self._quiet_s = self._greeted_quiet_s
        self._greeted_at = time.monotonic()
        self._answered("went on")

    def _drop_aside(self) -> None:
        if self._aside is not None:
            self._aside.hang_up()
            self._aside = None

    async def _acknowledge(self) -> None:
        """Say what is held, as often as the server asked, where it is new."""
        while True:
            await asyncio.sleep(self._ack_s)
            for topic, (_, offset) in self.positions.items():
                if self._line is not None and self._greeted_at and self._acked.get(topic) != offset:
                    self._acked[topic] = offset
                    ack = protocol.Ack(topic=topic, offset=offset, visible=True)
                    self._line.say(_said(ack))

    def _lose(self, code: int) -> None:
        now = time.monotonic()
        self._drop()
        if (absence := self.absence) is not None:
            absence.noticed_at = absence.noticed_at or now
            absence.closes.append(code)
        if code >= STOP_CODES_FROM:
            return
        if self._has_been_steady(now):
            self._attempt = 0
        self._greeted_at = 0.0
        is_drained = code == Close.DRAIN
        wait_s = self._drain_s if is_drained else rules.retry_s(self._attempt, self.chance)
        self._attempt += 1
        self._spawn(self._dial_after(wait_s))

    async def _dial_after(self, wait_s: float) -> None:
        given_up = self._dials_given_up
        await asyncio.sleep(wait_s)
        if given_up == self._dials_given_up:
            await self._dial()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.hang_up()
            self._line = None

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _said(message: protocol.Inbound) -> str:
    return msgspec.json.encode(message).decode()
