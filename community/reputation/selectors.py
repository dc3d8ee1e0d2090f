"""Questions about reputation: what it comes to, what a vote weighs, how accurate somebody is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from community.config import selectors as config
from community.config.reputation import ReputationPolicy
from community.core import clock, sql
from community.reputation import levels
from community.reputation.decay import Calendar, Credit, Running, folded, points
from community.reputation.levels import Accuracy, Rights
from community.reputation.models import Award, Balance
from community.reputation.weights import vote_weight
from community.streams.selectors import LIVE
from community.users import selectors as users

# A vote taken back before the outcome was told was no answer to it.
_ACCURACY = """\
SELECT count(*) FILTER (WHERE (d.kind = 'down_vote') = (c.outcome = 'refuted')), count(*)
FROM reputation_deed d JOIN reputation_contribution c ON c.post = d.post
WHERE d.giver = %s AND c.outcome <> '' AND c.stands AND c.told_at <= %s AND d.at < c.told_at
AND (d.undone_at IS NULL OR d.undone_at > c.told_at)"""

_BALANCED = 'SELECT 1 FROM "reputation_balance" WHERE actor = %s'


def calendar_of(policy: ReputationPolicy) -> Calendar:
    """The calendar by which awards fade under a policy."""
    return Calendar(policy.frozen_ms)


def running_of(balance: Balance, *, calendar: Calendar) -> Running:
    """A balance to go on from; folded from its rows anew when the calendar is another by now."""
    if balance.calendar == calendar.digest:
        sums = {int(half_life_s): left for half_life_s, left in balance.sums.items()}
        return Running(at_ms=clock.to_ms(balance.at), sums=sums)
    rows = Award.objects.filter(actor=balance.actor).values_list("amount", "half_life_s", "at")
    return folded(_credits(rows), at_ms=clock.to_ms(balance.at), calendar=calendar)


def _credits(rows: Iterable[tuple[int, int, datetime]]) -> Iterable[Credit]:
    for amount, half_life_s, at in rows:
        yield Credit(amount=amount, half_life_s=half_life_s, at_ms=clock.to_ms(at))


def points_of(actor: str, *, as_of: datetime) -> float:
    """Somebody's reputation at a moment, in points, from 0; one query."""
    # Every post asks, and few have one: a statement written down, the rest only where there is.
    if as_of == LIVE and sql.row(_BALANCED, actor) is None:
        return 0.0
    return points_among([actor], as_of=as_of).get(actor, 0.0)


def points_among(actors: Iterable[str], *, as_of: datetime) -> dict[str, float]:
    """Reputations by actor id at a moment; who has no award is left out. One query."""
    calendar, now_ms = calendar_of(config.current().reputation), clock.now_ms()
    if as_of == LIVE:
        rows = Balance.objects.filter(actor__in=list(actors))
        return {
            row.actor: points(running_of(row, calendar=calendar).micro(now_ms, calendar=calendar))
            for row in rows
        }
    then = Award.objects.filter(actor__in=list(actors), recorded_at__lte=as_of)
    by_actor: dict[str, list[Credit]] = {}
    for actor, amount, half_life_s, at in then.values_list("actor", "amount", "half_life_s", "at"):
        awards = _credits([(amount, half_life_s, at)])
        by_actor.setdefault(actor, []).extend(awards)
    at_ms = min(now_ms, clock.to_ms(as_of))
    return {
        actor: points(
            folded(awards, at_ms=at_ms, calendar=calendar).micro(at_ms, calendar=calendar)
        )
        for actor, awards in by_actor.items()
    }


def weight_of(actor: str) -> int:
    """What a vote of somebody weighs now, in millionths; two queries."""
    policy = config.current().reputation
    new_since = clock.now() - timedelta(seconds=policy.new_for_s)
    return vote_weight(
        points_of(actor, as_of=LIVE),
        is_new=users.joined_after(actor, new_since),
        policy=policy,
    )


def level_of(actor: str, *, as_of: datetime) -> int:
    """Somebody's level at a moment; one query."""
    return levels.level_of(points_of(actor, as_of=as_of), policy=config.current().reputation)


def rights_of(actor: str) -> Rights:
    """What somebody may do now; one query."""
    policy = config.current().reputation
    return levels.rights_of(level_of(actor, as_of=LIVE), policy=policy)


def accuracy_of(actor: str, *, as_of: datetime) -> Accuracy:
    """How often somebody's votes agreed with an outcome that nobody could see yet; one query.

    Counted are votes that stood when the outcome was told, on posts that stand.
    """
    found = sql.row(_ACCURACY, actor, as_of)
    assert found is not None, "a count always has a row"
    return Accuracy(agreed=found[0], rated=found[1])


def is_proven(actor: str) -> bool:
    """Whether somebody's insights come first: his level says so, and his votes were not off."""
    policy = config.current().reputation
    return rights_of(actor).proven and accuracy_of(actor, as_of=LIVE).is_good(policy)
