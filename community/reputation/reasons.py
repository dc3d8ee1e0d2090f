"""Why somebody's reputation is what it is: each deed, what is left of it, what it would take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from community.config import selectors as config
from community.core import clock, sql
from community.reputation import caps, days, levels, selectors
from community.reputation.decay import MICRO, Calendar, decayed
from community.reputation.levels import Accuracy, Rights
from community.reputation.models import Award, Deed
from community.streams.selectors import LIVE

# Net of reversals, deed by deed; a giver is counted once, and never named.
_BOARD = """\
SELECT net.actor, sum(net.amount), count(*), count(DISTINCT nullif(deed.giver, '')), max(deed.at)
FROM (SELECT actor, deed, sum(amount) AS amount FROM reputation_award
  WHERE match = %s AND recorded_at <= %s GROUP BY actor, deed HAVING sum(amount) <> 0) net
JOIN reputation_deed deed ON deed.id = net.deed
GROUP BY net.actor HAVING sum(net.amount) > 0 ORDER BY 2 DESC, 1 LIMIT %s"""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody stands: points, level, rights, the next level's points, accuracy."""

    points: float
    level: int
    rights: Rights
    next_points: int | None
    accuracy: Accuracy
    is_accurate: bool
    is_frozen: bool


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One deed: points credited and left, and what undoing it would change, others considered.

    weight: its giver's, 1 for what nobody gave. is_undone: it counts no longer.
    """

    id: str
    kind: str
    at: datetime
    match: str
    post: str
    weight: float
    credited: float
    left: float
    undoing: float
    half_life_s: int
    is_undone: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place on a match's leaderboard; provisional: too little, from too few, or too long ago."""

    actor: str
    points: float
    awards: int
    is_provisional: bool


def standing_of(actor: str, *, as_of: datetime) -> Standing:
    """Where somebody stood at a moment; two queries."""
    policy = config.current().reputation
    points = selectors.points_of(actor, as_of=as_of)
    level = levels.level_of(points, policy=policy)
    accuracy = selectors.accuracy_of(actor, as_of=as_of)
    return Standing(
        points=points,
        level=level,
        rights=levels.rights_of(level, policy=policy),
        next_points=levels.next_points(level, policy=policy),
        accuracy=accuracy,
        is_accurate=accuracy.counts(policy) and accuracy.is_good(policy),
        is_frozen=selectors.calendar_of(policy).is_frozen(clock.now_ms()),
    )


def reasons_of(
    actor: str, *, as_of: datetime, limit: int, before: tuple[datetime, str] | None = None
) -> list[Reason]:
    """Somebody's deeds as they counted at a moment, the newest first; four queries."""
    rows = Deed.objects.filter(actor=actor, at__lte=as_of).order_by("-at", "-pk")
    if before is not None:
        rows = rows.filter(at__lte=before[0]).exclude(at=before[0], pk__gte=before[1])
    deeds = list(rows[:limit])
    credited = _credited([deed.pk for deed in deeds], as_of=as_of)
    policy = config.current().reputation
    calendar = selectors.calendar_of(policy)
    now_ms = min(clock.now_ms(), clock.to_ms(as_of))
    undoing = _undoing(actor, deeds, now_ms=now_ms, calendar=calendar)
    return [
        Reason(
            id=deed.pk,
            kind=deed.kind,
            at=deed.at,
            match=deed.match,
            post=deed.post,
            weight=deed.weight / MICRO,
            credited=credited.get(deed.pk, 0) / MICRO,
            left=_left(deed, credited.get(deed.pk, 0), now_ms=now_ms, calendar=calendar) / MICRO,
            undoing=undoing.get(deed.pk, 0.0) / MICRO,
            half_life_s=deed.half_life_s,
            is_undone=not deed.stands and not credited.get(deed.pk, 0),
        )
        for deed in deeds
    ]


def _credited(deeds: Sequence[str], *, as_of: datetime) -> Mapping[str, int]:
    """What deeds were credited at a moment, in micro-units: their awards less their reversals."""
    rows = Award.objects.filter(deed__in=deeds, recorded_at__lte=as_of)
    return dict(rows.order_by().values_list("deed").annotate(Sum("amount")))


def _left(deed: Deed, amount: int, *, now_ms: int, calendar: Calendar) -> float:
    age_s = calendar.age_s(clock.to_ms(deed.at), now_ms)
    return decayed(amount, age_s=age_s, half_life_s=deed.half_life_s)


def _undoing(
    actor: str, deeds: Iterable[Deed], *, now_ms: int, calendar: Calendar
) -> dict[str, float]:
    """What undoing each deed would change: under the caps, others may come in its place."""
    policy = config.current().reputation
    standing = [deed for deed in deeds if deed.stands]
    within = {days.earned(deed).day for deed in standing}
    known = days.around(actor, within)
    told = {pk: days.earned(deed) for pk, deed in known.items()}
    with_all = caps.credits_of(told.values(), days=within, policy=policy)
    changes: dict[str, float] = {}
    for deed in standing:
        others = [each for pk, each in told.items() if pk != deed.pk]
        without = caps.credits_of(others, days=within, policy=policy)
        changes[deed.pk] = sum(
            _left(known[pk], without.get(pk, 0) - amount, now_ms=now_ms, calendar=calendar)
            for pk, amount in with_all.items()
            if without.get(pk, 0) != amount
        )
    return changes


def board_of(match_id: str, *, as_of: datetime) -> list[Place]:
    """Who earned most on a match by a moment, the most first; one query.

    Undecayed, so that an evening's board stays as it was.
    """
    policy = config.current().reputation
    now = clock.now() if as_of == LIVE else as_of
    found = sql.rows(_BOARD, match_id, as_of, policy.board_size_max)
    return [
        Place(
            actor=actor,
            points=int(amount) / MICRO,
            awards=awards,
            is_provisional=awards < policy.board_awards_min
            or givers < policy.board_givers_min
            or (now - last).total_seconds() > policy.board_active_s,
        )
        for actor, amount, awards, givers, last in found
    ]
