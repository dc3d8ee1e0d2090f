"""Operations: what somebody asked for, done once for each id they gave it; knows no verb.

The answer is where the operation's facts stand. What was asked is kept as salted digests, field by
field, since later verbs carry text that must be erasable: enough to tell which field differs.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from community.core import canonical, sql
from community.core.errors import OperationConflictError
from community.core.types import JsonObject, JsonValue
from community.streams.models import Operation
from community.streams.selectors import LIVE

# Ids are held until the transaction ends: a twin waits here, before any row is locked, and then
# looks anew. Every command asks, few were asked before: a row is read only where there is one.
_HOLD = "SELECT streams_hold_operations(%s::text[], %s::uuid[])"


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


def hold(asked: Sequence[Asked]) -> list[Asked]:
    """Hold the ids of operations, in an order of its own; those that were done before."""
    answer = sql.row(_HOLD, [each.actor for each in asked], [each.op for each in asked])
    assert answer is not None, "a function has an answer"
    return [asked[place - 1] for place in answer[0]]


def known(asked: Asked) -> Operation | None:
    """The operation as it was done before; None when it is new. Holds its id.

    Raises OperationConflictError naming the first field that differs.
    """
    if not hold([asked]):
        return None
    row = Operation.objects.get(actor=asked.actor, op=asked.op)
    if row.name != asked.name:
        raise OperationConflictError(op=str(asked.op), field="name")
    told = _digests(asked.fields, bytes(row.salt))
    for field in sorted(told.keys() | row.digests.keys()):
        if told.get(field) != row.digests.get(field):
            raise OperationConflictError(op=str(asked.op), field=field)
    return row


def kept(asked: Asked) -> Operation:
    """What is kept of an operation, but for where its facts came to stand; not written yet."""
    salt = secrets.token_bytes(32)
    return Operation(
        actor=asked.actor,
        op=asked.op,
        name=asked.name,
        salt=salt,
        digests=_digests(asked.fields, salt),
    )


def _digests(fields: Mapping[str, JsonValue], salt: bytes) -> dict[str, str]:
    return {
        name: hashlib.sha256(salt + canonical.dumps([name, value])).hexdigest()
        for name, value in fields.items()
    }
