"""The one way a policy comes into force: plan, immutable rows, a fact for each."""

from collections.abc import Mapping
from functools import partial

import msgspec
from django.db import transaction

from community.config import files, selectors
from community.config.facts import PolicyApplied
from community.config.models import PolicyVersion
from community.config.numbers import Policy
from community.config.parsing import parse
from community.config.plan import Step, steps
from community.core import canonical, clock, directives
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Fact

STREAM = "policy"


@transaction.atomic
def apply(*, by: str | None, reason: str, wanted: Mapping[str, Policy] | None = None) -> list[Step]:
    """Put policies in force: the repository's files, unless others are wanted; what it did.

    by: an actor id, None for a machine. What is in force already stays: a second call does nothing.
    Locks the stream `policy`. Raises PolicyInvalidError.
    """
    # The application's role may not lock append-only rows; the stream's row stands in for them.
    streams.lock_streams([STREAM])
    given = files.repository() if wanted is None else wanted
    checked = {name: parse(name, msgspec.to_builtins(policy)) for name, policy in given.items()}
    planned = steps(selectors.stored(), checked)
    if not planned:
        return []
    PolicyVersion.objects.bulk_create([_row(step, by=by) for step in planned])
    streams.append(STREAM, [_fact(step, by=by, reason=reason) for step in planned])
    transaction.on_commit(selectors.refresh)
    transaction.on_commit(partial(directives.send, directives.Reread()))
    return planned


def _row(step: Step, *, by: str | None) -> PolicyVersion:
    return PolicyVersion(
        name=step.name,
        version=step.version,
        digest=step.digest,
        body=canonical.dumps(step.policy),
        applied_at=clock.now(),
        applied_by=by or "",
    )


def _fact(step: Step, *, by: str | None, reason: str) -> Fact:
    return Fact(
        type="policy.applied",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by or None,
        data=PolicyApplied(name=step.name, version=step.version, digest=step.digest, reason=reason),
    )
