"""One session's commands: done in turn, each in a thread, so that the session goes on reading."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import Error as DatabaseError, close_old_connections

from community.config.schema import CommandsPolicy
from community.core import errors
from community.edge import protocol
from community.edge.aggregates import Aggregates
from community.edge.codes import RefusedCode
from community.edge.protocol import Confirmed, Refused
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.streams.selectors import as_of
from community.users import commands
from community.users.commands import Asker
from community.users.errors import UnknownCommandError

logger = logging.getLogger(__name__)

# Commands at work at once in this process: each holds a connection of the pool's sixteen.
THREADS = 4
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="command")

# The first class that fits; what is refused in no word of the wire's is a conflict.
_CODES: tuple[tuple[type[errors.RefusedError], RefusedCode], ...] = (
    (UnknownCommandError, "unknown_command"),
    (errors.NotFoundError, "not_found"),
    (errors.ForbiddenError, "forbidden"),
    (errors.UnsignedError, "forbidden"),
    (errors.StaleError, "stale"),
    (errors.ConflictError, "conflict"),
    (errors.InvalidError, "invalid"),
    (errors.MalformedError, "invalid"),
    (errors.TooLargeError, "invalid"),
    (errors.TooManyError, "too_many"),
    (errors.UnavailableError, "unavailable"),
    (errors.RefusedError, "conflict"),
)
_MINUTE_MS = 60_000
# What is told of a refusal; more would be a body of its own.
_DETAIL_MAX = 400


class Commands:
    """Takes a session's commands and says what became of each, exactly once and in order."""

    def __init__(self, say: Callable[[Confirmed | Refused], None], aggregates: Aggregates) -> None:
        self._say = say
        self._aggregates = aggregates
        self._waiting: deque[tuple[protocol.Command, float]] = deque()
        self._work: asyncio.Task[None] | None = None

    def take(self, message: protocol.Command, *, asker: Asker, policy: CommandsPolicy) -> None:
        """Do a command after those taken before it; past the policy's number it is refused."""
        if len(self._waiting) >= policy.in_hand_max:
            wait_ms = _MINUTE_MS // policy.per_minute
            self._say(
                Refused(
                    op=message.op,
                    code="too_many",
                    retry_after_ms=wait_ms,
                    limit="commands.in_hand_max",
                )
            )
            return
        self._waiting.append((message, asyncio.get_running_loop().time()))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run(asker, policy), name="session.commands")

    async def close(self) -> None:
        """Answer no more. What is under way is done all the same: the same op asks again."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _run(self, asker: Asker, policy: CommandsPolicy) -> None:
        while self._waiting:
            message, came_at_s = self._waiting[0]
            answer = await _answer(message, asker=asker, policy=policy)
            self._say(answer)
            self._waiting.popleft()
            outcome = answer.code if isinstance(answer, Refused) else "confirmed"
            self._aggregates.answered(
                "unknown" if outcome == "unknown_command" else message.name,
                outcome=outcome,
                seconds=asyncio.get_running_loop().time() - came_at_s,
            )


async def _answer(
    message: protocol.Command, *, asker: Asker, policy: CommandsPolicy
) -> Confirmed | Refused:
    """What became of a command; a fault of ours is answered too."""
    work = asyncio.get_running_loop().run_in_executor(_threads, _obey, message, asker)
    try:
        async with asyncio.timeout(policy.timeout_ms / 1000):
            appended = await work
    except TimeoutError:
        return Refused(op=message.op, code="unavailable", detail="not done in time")
    except errors.RefusedError as fault:
        return refused(message, fault)
    except DatabaseError as fault:
        logger.warning("edge.command_unavailable", extra={"fault": str(fault).strip()})
        return Refused(op=message.op, code="unavailable")
    except Exception:
        logger.exception("edge.command_failed", extra={"command": message.name})
        return Refused(op=message.op, code="failed")
    if asker.delay_s:
        # Where it stands would count what he cannot see yet.
        due_ms = asker.delay_s * 1_000
        return Confirmed(op=message.op, topic=appended.stream, due_ms=due_ms)
    return Confirmed(
        op=message.op, topic=appended.stream, epoch=appended.epoch, offset=appended.last
    )


def _obey(message: protocol.Command, asker: Asker) -> Appended:
    """Do a command, in a thread that keeps no connection between two."""
    close_old_connections()
    try:
        sent = Sent(op=message.op, trace=message.trace, as_of=as_of(asker.delay_s))
        return commands.named(message.name).obey(message.data, asker=asker, sent=sent)
    finally:
        close_old_connections()


def refused(message: protocol.Command, fault: errors.RefusedError) -> Refused:
    """A refusal in the wire's words."""
    code = next(code for kind, code in _CODES if isinstance(fault, kind))
    return Refused(
        op=message.op,
        code=code,
        detail=_detail(fault)[:_DETAIL_MAX],
        retry_after_ms=fault.retry_after_ms if isinstance(fault, errors.TooManyError) else 0,
        limit=fault.limit if isinstance(fault, errors.TooManyError) else "",
        current=fault.current if isinstance(fault, errors.StaleError) else None,
    )


def _detail(fault: errors.RefusedError) -> str:
    match fault:
        case errors.InvalidError():
            return "; ".join(f"{item.pointer} {item.detail}".strip() for item in fault.faults)
        case errors.OperationConflictError():
            return f"{fault.code}: {fault.field}"
        case errors.StaleError() | errors.TooManyError():
            return ""
        case _:
            return f"{fault.code}: {fault}" if fault.facts else fault.code
