"""Messages on a WebSocket line (RFC 6455): each whole one may be spoiled by itself.

Works on the octets of one direction: HTTP's head passes, then frames are cut out, and what is left
of them is passed on byte for byte.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, assert_never

import msgspec

from tests.faults.pipe import End, Item

_HEAD_END = b"\r\n\r\n"
_SWITCHED = b"HTTP/1.1 101"
_CONTINUATION, _TEXT, _BINARY = 0, 1, 2
_FIN, _MASKED = 0x80, 0x80


@dataclass(frozen=True, kw_only=True)
class Drop:
    """It is never delivered."""


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """It is delivered so many times more."""

    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Late:
    """It is delivered after so many later messages of its kind; 1 swaps it with the next."""

    by: int = 1


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Only its first octets are delivered (frame head included), then the line ends."""

    kept_bytes: int
    end: End = End.RESET


Fault = Drop | Repeat | Late | Cut


@dataclass(frozen=True, kw_only=True)
class Message:
    """One whole text or binary message: the how manieth of which line, each from 1."""

    line: int
    number: int
    body: bytes

    @cached_property
    def told(self) -> dict[str, Any]:
        """It, as JSON; empty when it is none."""
        try:
            told = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return {}
        return told if isinstance(told, dict) else {}

    @property
    def kind(self) -> str:
        """Its word on our wire: "frame", "snapshot"; "" when it has none."""
        return str(self.told.get("t", ""))


Decide = Callable[[Message], Fault | None]


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A frame as it lay on the line, and what it says unmasked."""

    raw: bytes
    opcode: int
    is_last: bool
    body: bytes


def take_frames(buffer: bytearray) -> Iterator[Framed]:
    """Whole frames at the front of a buffer, taken out of it."""
    while (size := _sizes(buffer)) is not None and len(buffer) >= sum(size):
        head, length = size
        raw = bytes(buffer[: head + length])
        del buffer[: head + length]
        body = raw[head:]
        if raw[1] & _MASKED:
            mask = raw[head - 4 : head]
            body = bytes(octet ^ mask[place % 4] for place, octet in enumerate(body))
        yield Framed(raw=raw, opcode=raw[0] & 0x0F, is_last=bool(raw[0] & _FIN), body=body)


def _sizes(buffer: bytearray) -> tuple[int, int] | None:
    """The octets of the first frame's head and body; None when that cannot be told yet."""
    if len(buffer) < 2:
        return None
    length = buffer[1] & 0x7F
    extended = {126: 2, 127: 8}.get(length, 0)
    head = 2 + extended + (4 if buffer[1] & _MASKED else 0)
    if len(buffer) < head:
        return None
    return head, int.from_bytes(buffer[2 : 2 + extended]) if extended else length


@dataclass(kw_only=True)
class _Late:
    """A message held back, and how many of its kind must still pass before it."""

    kind: str
    left: int
    raw: bytes


class Messages:
    """One direction of one line, spoiled as `decide` says; control frames always pass."""

    def __init__(self, decide: Decide, *, line: int) -> None:
        self._decide = decide
        self._line = line
        self._number = 0
        self._buffer = bytearray()
        self._is_open = False
        self._is_plain = False
        self._begun: list[Framed] = []
        self._late: list[_Late] = []

    def take(self, octets: bytes) -> list[Item]:
        """What is passed on for octets that came."""
        self._buffer += octets
        out: list[Item] = []
        if not self._is_open:
            out += self._head()
        if self._is_plain:
            out.append(bytes(self._buffer))
            self._buffer.clear()
        elif self._is_open:
            for framed in take_frames(self._buffer):
                out += self._framed(framed)
                if isinstance(out[-1] if out else None, End):
                    break
        return [item for item in out if item]

    def _head(self) -> list[Item]:
        """HTTP's head; an answer that is no switch of protocols makes the line a plain one."""
        head, end, rest = bytes(self._buffer).partition(_HEAD_END)
        if not end:
            return []
        self._is_open, self._buffer = True, bytearray(rest)
        self._is_plain = head.startswith(b"HTTP/") and not head.startswith(_SWITCHED)
        return [head + end]

    def _framed(self, framed: Framed) -> list[Item]:
        if framed.opcode not in {_CONTINUATION, _TEXT, _BINARY}:
            return [framed.raw]
        self._begun.append(framed)
        if not framed.is_last:
            return []
        whole, self._begun = self._begun, []
        self._number += 1
        message = Message(
            line=self._line, number=self._number, body=b"".join(part.body for part in whole)
        )
        raw = b"".join(part.raw for part in whole)
        due = self._due(message.kind) if self._late else []
        return [*self._spoiled(raw, message), *due]

    def _spoiled(self, raw: bytes, message: Message) -> list[Item]:
        match self._decide(message):
            case None:
                return [raw]
            case Drop():
                return []
            case Repeat(times=times):
                return [raw] * (1 + times)
            case Late(by=by):
                self._late.append(_Late(kind=message.kind, left=by, raw=raw))
                return []
            case Cut(kept_bytes=kept, end=end):
                return [raw[: min(kept, len(raw) - 1)], end]
            case _ as never:
                assert_never(never)

    def _due(self, kind: str) -> list[Item]:
        """Late messages whose time has come with one more of a kind, in their order."""
        for late in self._late:
            late.left -= late.kind == kind
        due = [late.raw for late in self._late if late.left == 0]
        self._late = [late for late in self._late if late.left > 0]
        return list(due)
