"""Every refusal, one tree; doors map a class to a status or a close code.

RefusedError
├── NotFoundError       404
├── UnsignedError       401  who speaks is not proven
├── ForbiddenError      403
├── ConflictError       409
│   ├── StaleError          current: what stands now
│   ├── SequenceGapError
│   ├── SequenceConflictError
│   └── OperationConflictError
├── InvalidError        422  faults, each with a JSON pointer
│   └── OutsideDomainError
├── MalformedError      400  not even JSON, or not the envelope
├── TooLargeError       413
├── TooManyError        429  retry_after_ms, limit: its name
└── UnavailableError    503  retry later
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with an input: where (RFC 6901 pointer) and what."""

    pointer: str
    detail: str


class RefusedError(Exception):
    """Something was asked that is not done; nothing moved."""

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class NotFoundError(RefusedError):
    """What was named does not exist, for this viewer."""

    code = "not_found"


class UnsignedError(RefusedError):
    """The signature, key or time of a message does not prove its sender."""

    code = "unsigned"


class ForbiddenError(RefusedError):
    """The viewer may not do this."""

    code = "forbidden"


class ConflictError(RefusedError):
    """The request was made against another state than the present one."""

    code = "conflict"


class StaleError(ConflictError):
    """What was to be changed has moved since it was seen; `current` is how it stands now."""

    code = "stale"

    def __init__(self, *, current: dict[str, object]) -> None:
        super().__init__(current=current)
        self.current = current


class SequenceGapError(ConflictError):
    """A producer skipped ahead; `expected` is the sequence that comes next."""

    code = "sequence_gap"

    def __init__(self, *, expected: int, received: int) -> None:
        super().__init__(expected=expected, received=received)
        self.expected = expected
        self.received = received


class SequenceConflictError(ConflictError):
    """A producer repeated a sequence with another body; `pointer` is the first that differs."""

    code = "sequence_conflict"

    def __init__(self, *, sequence: int, pointer: str) -> None:
        super().__init__(sequence=sequence, pointer=pointer)
        self.sequence = sequence
        self.pointer = pointer


class OperationConflictError(ConflictError):
    """An operation id was used again with another body; `field` differs."""

    code = "operation_conflict"

    def __init__(self, *, op: str, field: str) -> None:
        super().__init__(op=op, field=field)
        self.op = op
        self.field = field


class InvalidError(RefusedError):
    """The input is understood and wrong; `faults` says where."""

    code = "invalid"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults=faults)
        self.faults = faults


class OutsideDomainError(InvalidError):
    """A value has no canonical form."""

    code = "outside_domain"

    def __init__(self, *, pointer: str, fault: str) -> None:
        super().__init__(Fault(pointer=pointer, detail=fault))


class MalformedError(RefusedError):
    """The bytes are not what the content type promises."""

    code = "malformed"

    def __init__(self, detail: str) -> None:
        super().__init__(detail=detail)
        self.detail = detail


class TooLargeError(RefusedError):
    """The input is past a limit of size; `limit` is in `unit`."""

    code = "too_large"

    def __init__(self, *, limit: int, unit: str) -> None:
        super().__init__(limit=limit, unit=unit)
        self.limit = limit
        self.unit = unit


class TooManyError(RefusedError):
    """The sender is past a limit of pace; `retry_after_ms` says when to come back.

    limit: the name of the limit, "publish.pace"; empty when it has none.
    """

    code = "too_many"

    def __init__(self, *, retry_after_ms: int, limit: str = "") -> None:
        super().__init__(retry_after_ms=retry_after_ms, limit=limit)
        self.retry_after_ms = retry_after_ms
        self.limit = limit


class UnavailableError(RefusedError):
    """A part this needs does not answer now; the same request may pass later."""

    code = "unavailable"


def tried(
    ask: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer | RefusedError:
    """What comes of it, or its refusal: for who does for several what is refused one by one."""
    try:
        return ask(*args, **kwargs)
    except RefusedError as refused:
        return refused
