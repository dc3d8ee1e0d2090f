"""Operations: what somebody asked for, done once for each id they gave it; knows no verb.

The answer is where the operation's facts stand. What was asked is kept as salted digests, field by
field, since later verbs carry text that must be erasable: enough to tell which field differs.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from community.core import canonical, clock, sql
from community.core.errors import OperationConflictError
from community.core.types import JsonObject, JsonValue
from community.streams.models import Operation
from community.streams.selectors import LIVE

# The id is held until the transaction ends: its twin waits here, before any row is locked.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
# Every command asks, and few were asked before: the row is read only where there is one.
_KNOWN = 'SELECT 1 FROM "streams_operation" WHERE actor = %s AND op = %s'
_REMEMBER = """\
INSERT INTO "streams_operation" (
    actor, op, name, salt, digests, stream, epoch, first_offset, last_offset, recorded_at
) VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How a request came: its operation's id, the offset its sender had seen, the frame's trace.

    as_of: the moment up to which its sender sees: what was recorded later is not there for him.
    """

    op: UUID | None = None
    seen: int | None = None
    trace: str | None = None
    as_of: datetime = LIVE


UNNAMED: Final = Sent()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An operation as it came: who asks, under which id, the verb's name, and its fields."""

    actor: str
    op: UUID
    name: str
    fields: JsonObject


def known(asked: Asked) -> Operation | None:
    """The operation as it was done before; None when it is new. Holds its id.

    Raises OperationConflictError naming the first field that differs.
    """
    sql.run(_HOLD, f"{asked.actor}.{asked.op}")
    if sql.row(_KNOWN, asked.actor, asked.op) is None:
        return None
    row = Operation.objects.get(actor=asked.actor, op=asked.op)
    if row.name != asked.name:
        raise OperationConflictError(op=str(asked.op), field="name")
    told = _digests(asked.fields, bytes(row.salt))
    for field in sorted(told.keys() | row.digests.keys()):
        if told.get(field) != row.digests.get(field):
            raise OperationConflictError(op=str(asked.op), field=field)
    return row


def remember(asked: Asked, *, stream: str, epoch: int, offsets: tuple[int, int]) -> None:
    """Keep where an operation's facts came to stand, first and last; in their transaction."""
    salt = secrets.token_bytes(32)
    digests = canonical.dumps(_digests(asked.fields, salt)).decode()
    told = (asked.actor, asked.op, asked.name, salt, digests)
    sql.run(_REMEMBER, *told, stream, epoch, *offsets, clock.now())


def _digests(fields: Mapping[str, JsonValue], salt: bytes) -> dict[str, str]:
    return {
        name: hashlib.sha256(salt + canonical.dumps([name, value])).hexdigest()
        for name, value in fields.items()
    }
