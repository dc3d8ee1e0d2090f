"""What is in force: one consistent snapshot of the policies, and the history behind it."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from community.config import files, parsing
from community.config.errors import PolicyInvalidError
from community.config.models import PolicyVersion
from community.config.numbers import Policy
from community.config.plan import Stored
from community.config.schema import KINDS, Policies
from community.core import canonical
from community.streams import selectors as streams

logger = logging.getLogger(__name__)

# A process may decide by a policy this long after another was applied: a look a second is cheap.
STALE_MS_MAX = 1_000
# Years of changes; a page that shows more would not be read.
REASONS_READ_MAX = 5_000


@dataclass(frozen=True, kw_only=True)
class InForce:
    """One policy in force; version 0 is the repository's file, never applied, with since None."""

    name: str
    version: int
    policy: Policy
    since: datetime | None
    by: str


@dataclass(frozen=True, kw_only=True)
class _Held:
    policies: Policies
    newest: int
    looked_at_ms: float


class Snapshots:
    """The process's snapshot of the policies, looked up again when it is older than STALE_MS_MAX.

    monotonic_ms never jumps. Threads share a snapshot: one looks while the others use what is held.
    """

    def __init__(self, monotonic_ms: Callable[[], float]) -> None:
        self._monotonic_ms = monotonic_ms
        self._held: _Held | None = None
        self._looking = threading.Lock()

    def current(self) -> Policies:
        """The snapshot; one query when it is due, two more when something was applied."""
        held = self._held
        if held is not None and self._monotonic_ms() - held.looked_at_ms < STALE_MS_MAX:
            return held.policies
        if not self._looking.acquire(blocking=held is None):
            assert held is not None, "only a thread that holds a snapshot goes on without looking"
            return held.policies
        try:
            self._held = self._looked(self._held)
            return self._held.policies
        finally:
            self._looking.release()

    def forget(self) -> None:
        """Look again at the next question."""
        self._held = None

    def _looked(self, held: _Held | None) -> _Held:
        looked_at_ms = self._monotonic_ms()
        newest = PolicyVersion.objects.aggregate(newest=Max("pk"))["newest"] or 0
        # Unequal, not greater: an undone transaction takes the rows it applied away.
        if held is None or held.newest != newest:
            policies = parsing.gather({name: item.policy for name, item in in_force().items()})
        else:
            policies = held.policies
        return _Held(policies=policies, newest=newest, looked_at_ms=looked_at_ms)


_snapshots = Snapshots(lambda: time.monotonic() * 1000)


def current() -> Policies:
    """The policies to decide by now: take them once a request or batch; at most STALE_MS_MAX old.

    It asks the database once a second: async callers go by `database_sync_to_async`.
    """
    return _snapshots.current()


def refresh() -> None:
    """Make this process look again at the next `current()`."""
    _snapshots.forget()


def in_force() -> dict[str, InForce]:
    """Every policy in force by name: the newest applied, else the repository's file."""
    applied = _newest()
    return {
        name: _in_force(applied[name], fallback)
        if name in applied
        else InForce(name=name, version=0, policy=fallback, since=None, by="")
        for name, fallback in files.repository().items()
    }


def stored() -> dict[str, Stored]:
    """Every policy as last applied, by name, whatever today's schema says of it."""
    return {
        name: Stored(version=row.version, digest=row.digest, values=values_of(row))
        for name, row in _newest().items()
    }


def values_of(row: PolicyVersion) -> Mapping[str, object]:
    """The plain values a row holds, as the schema of its time had them."""
    values: Mapping[str, object] = canonical.loads(bytes(row.body))
    return values


def history(name: str) -> list[PolicyVersion]:
    """Every version of a policy, the newest first."""
    return list(PolicyVersion.objects.filter(name=name).order_by("-version"))


def reasons(name: str) -> dict[int, str]:
    """Why each version of a policy was applied, by version, as the log tells."""
    told = streams.facts_after("policy", after=0, limit=REASONS_READ_MAX)
    return {fact.data.version: fact.data.reason for _, fact in told if fact.data.name == name}


def _newest() -> dict[str, PolicyVersion]:
    rows = PolicyVersion.objects.order_by("name", "-version").distinct("name")
    return {row.name: row for row in rows if row.name in KINDS}


def _in_force(row: PolicyVersion, fallback: Policy) -> InForce:
    return InForce(
        name=row.name,
        version=row.version,
        policy=_lifted(row.name, values_of(row), fallback),
        since=row.applied_at,
        by=row.applied_by,
    )


def _lifted(name: str, values: Mapping[str, object], fallback: Policy) -> Policy:
    """What was applied, under today's schema: newer numbers come from the file, dropped ones go."""
    lifted = {
        field: values.get(field, getattr(fallback, field)) for field in fallback.__struct_fields__
    }
    try:
        return parsing.parse(name, lifted)
    except PolicyInvalidError:
        # Bounds grew tighter than what was applied: until it is applied, the reviewed file holds.
        logger.exception("config.applied_policy_no_longer_fits", extra={"policy": name})
        return fallback
