"""Why somebody's reputation is what it is: each deed, what is left of it, what it would take."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, Sum

from community.config import selectors as config
from community.core import clock, sql
from community.reputation import caps, days, levels, selectors
from community.reputation.decay import MICRO, decayed, points
from community.reputation.levels import Accuracy, Rights
from community.reputation.models import Award, Deed
from community.streams.selectors import LIVE

# Past so many deeds on the days of a page what undoing each would change is not worked out: so
# many are weighed for each of 200 in 61 ms of CPU, on a slow core.
DEEDS_WEIGHED_MAX: Final = 5_000
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

    weight: its giver's, 1 for what nobody gave. undoing: None when too much was voted on those days
    to work it out. is_undone: it counts no longer. is_settled: what it is credited was decided.
    """

    id: str
    kind: str
    at: datetime
    match: str
    post: str
    weight: float
    credited: float
    left: float
    undoing: float | None
    half_life_s: int
    is_undone: bool
    is_settled: bool


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
    earned = selectors.points_of(actor, as_of=as_of)
    level = levels.level_of(earned, policy=policy)
    accuracy = selectors.accuracy_of(actor, as_of=as_of)
    return Standing(
        points=earned,
        level=level,
        rights=levels.rights_of(level, policy=policy),
        next_points=levels.next_points(level, policy=policy),
        accuracy=accuracy,
        is_accurate=accuracy.counts(policy) and accuracy.is_good(policy),
        is_frozen=selectors.calendar_of(policy).is_frozen(_moment_ms(as_of)),
    )


def reasons_of(
    actor: str, *, as_of: datetime, limit: int, before: tuple[datetime, str] | None = None
) -> list[Reason]:
    """Somebody's deeds as they counted at a moment, the newest first; five queries, six delayed."""
    rows = Deed.objects.filter(actor=actor, at__lte=as_of).order_by("-at", "-pk")
    if before is not None:
        rows = rows.filter(at__lte=before[0]).exclude(at=before[0], pk__gte=before[1])
    deeds = list(rows[:limit])
    known = _around(actor, deeds, as_of=as_of)
    credited, later = _credited([*known, *(deed.pk for deed in deeds)], as_of=as_of)
    told = [each for each in known.values() if _stood(each, credited.get(each.pk, 0), as_of=as_of)]
    left = _Left(_moment_ms(as_of))
    undoing = None
    if len(known) <= DEEDS_WEIGHED_MAX:
        held = selectors.micro_of(actor, as_of=as_of)
        undoing = _undoing(deeds, told, left=left, held=held)
    return [
        _reason(
            deed,
            credited.get(deed.pk, 0),
            as_of=as_of,
            left=left,
            undoing=undoing,
            is_settled=deed.settled and deed.pk not in later,
        )
        for deed in deeds
    ]


def _moment_ms(as_of: datetime) -> int:
    return min(clock.now_ms(), clock.to_ms(as_of))


def _around(actor: str, deeds: Iterable[Deed], *, as_of: datetime) -> dict[str, Deed]:
    """What decided on the days of some deeds at a moment, no more than one past what is weighed."""
    given = Q(at__lte=as_of) & (Q(undone_at=None) | Q(undone_at__gt=as_of))
    within = {days.earned(deed).day for deed in deeds}
    return days.around(actor, within, which=given, limit=DEEDS_WEIGHED_MAX + 1)


def _credited(deeds: Sequence[str], *, as_of: datetime) -> tuple[Mapping[str, int], set[str]]:
    """What deeds were credited at a moment, in micro-units: their awards less their reversals.

    And those of them of which the first was recorded after it.
    """
    by_then = Q(recorded_at__lte=as_of)
    rows = Award.objects.filter(deed__in=deeds).order_by().values_list("deed")
    found = dict(rows.annotate(then=Sum("amount", filter=by_then)))
    later = {deed for deed, amount in found.items() if amount is None}
    return {deed: amount or 0 for deed, amount in found.items()}, later


def _stood(deed: Deed, credited: int, *, as_of: datetime) -> bool:
    """Whether a deed counted at a moment, though it was taken back, or its post hidden, since."""
    return deed.stands or bool(credited) or (deed.undone_at is not None and deed.undone_at > as_of)


class _Left:
    """What is left of deeds at a moment, in points."""

    def __init__(self, moment_ms: int) -> None:
        self._moment_ms = moment_ms
        self._calendar = selectors.calendar_of(config.current().reputation)

    def of(self, deed: Deed, amount: int) -> float:
        """Of so many micro-units a deed is credited."""
        age_s = self._calendar.age_s(clock.to_ms(deed.at), self._moment_ms)
        return decayed(amount, age_s=age_s, half_life_s=deed.half_life_s) / MICRO


def _reason(
    deed: Deed,
    credited: int,
    *,
    as_of: datetime,
    left: _Left,
    undoing: Mapping[str, float] | None,
    is_settled: bool,
) -> Reason:
    return Reason(
        id=deed.pk,
        kind=deed.kind,
        at=deed.at,
        match=deed.match,
        post=deed.post,
        weight=deed.weight / MICRO,
        credited=credited / MICRO,
        left=left.of(deed, credited),
        undoing=None if undoing is None else undoing.get(deed.pk, 0.0),
        half_life_s=deed.half_life_s,
        is_undone=not _stood(deed, credited, as_of=as_of),
        is_settled=is_settled,
    )


def _undoing(
    deeds: Iterable[Deed], told: Collection[Deed], *, left: _Left, held: float
) -> dict[str, float]:
    """What undoing each deed would change: under the caps, others of those told come for it.

    held: micro-units that all come to; what people see of them is never below 0.
    """
    by_id = {deed.pk: deed for deed in told}
    changes = caps.changes_of(
        map(days.earned, told),
        [deed.pk for deed in deeds if deed.pk in by_id],
        days={days.earned(deed).day for deed in deeds},
        policy=config.current().reputation,
    )
    without = {
        undone: held + MICRO * sum(left.of(by_id[pk], amount) for pk, amount in changed.items())
        for undone, changed in changes.items()
    }
    return {undone: points(micro) - points(held) for undone, micro in without.items()}


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
