"""Questions about reputation: what it comes to, what a vote weighs, how accurate somebody is."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from community.config import selectors as config
from community.config.reputation import ReputationPolicy
from community.core import clock, sql
from community.reputation import levels
from community.reputation.decay import Calendar, Credit, Running, folded, points
from community.reputation.levels import Accuracy, Rights
from community.reputation.models import Award, Balance, Contribution
from community.reputation.weights import vote_weight
from community.streams.selectors import LIVE
from community.users import selectors as users

# A vote taken back before the outcome was told was no answer to it.
_ACCURACY = """\
SELECT count(*) FILTER (WHERE (d.kind = 'down_vote') = (c.outcome = 'refuted')), count(*)
FROM reputation_deed d JOIN reputation_contribution c ON c.post = d.post
WHERE d.giver = %s AND c.outcome <> '' AND c.stands AND c.told_at <= %s AND d.at < c.told_at
AND (d.undone_at IS NULL OR d.undone_at > c.told_at)"""


_BALANCED = 'SELECT actor FROM "reputation_balance" WHERE actor = ANY(%s::text[])'


def calendar_of(policy: ReputationPolicy) -> Calendar:
    """The calendar by which awards fade under a policy."""
    return Calendar(policy.frozen_ms)


def running_of(balance: Balance, *, calendar: Calendar) -> Running:
    """A balance to go on from; folded from its rows if the calendar changed since last night."""
    if balance.calendar == calendar.digest:
        sums = {int(half_life_s): left for half_life_s, left in balance.sums.items()}
        return Running(at_ms=clock.to_ms(balance.at), sums=sums)
    rows = Award.objects.filter(actor=balance.actor).values_list("amount", "half_life_s", "at")
    return folded(_credits(rows), at_ms=clock.to_ms(balance.at), calendar=calendar)


def _credits(rows: Iterable[tuple[int, int, datetime]]) -> Iterable[Credit]:
    for amount, half_life_s, at in rows:
        yield Credit(amount=amount, half_life_s=half_life_s, at_ms=clock.to_ms(at))


def points_of(actor: str, *, as_of: datetime) -> float:
    """Somebody's reputation at a moment, in points, from 0; as micro_of."""
    return points(micro_of(actor, as_of=as_of))


def micro_of(actor: str, *, as_of: datetime) -> float:
    """What somebody's awards come to at a moment, in micro-units; may be below nothing.

    One query, two for who is delayed. as_of: no further back than a viewer's delay. What was
    awarded since is taken off what runs now.
    """
    # Before what was awarded since: of an award between the two nobody is told too early.
    balance = Balance.objects.filter(actor=actor).first()
    if balance is None:
        return 0.0
    calendar, now_ms = calendar_of(config.current().reputation), clock.now_ms()
    running = running_of(balance, calendar=calendar)
    if as_of == LIVE:
        return running.micro(now_ms, calendar=calendar)
    since = Award.objects.filter(actor=actor, recorded_at__gt=as_of)
    later = _credits(since.values_list("amount", "half_life_s", "at"))
    at_ms = min(now_ms, clock.to_ms(as_of))
    return running.before(later, at_ms=at_ms, calendar=calendar)


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
    """Somebody's level at a moment; as points_of."""
    return levels.level_of(points_of(actor, as_of=as_of), policy=config.current().reputation)


def rights_of(actor: str) -> Rights:
    """What somebody may do now; one query."""
    policy = config.current().reputation
    return levels.rights_of(level_of(actor, as_of=LIVE), policy=policy)


def rights_among(actors: Sequence[str]) -> dict[str, Rights]:
    """What some may do now, by actor id; one query, two where somebody has a reputation."""
    policy, now_ms = config.current().reputation, clock.now_ms()
    calendar = calendar_of(policy)
    # Every post asks, and few have one: a statement written down, the rest only where there is.
    balances = Balance.objects.in_bulk([each for (each,) in sql.rows(_BALANCED, list(actors))])

    def rights(actor: str) -> Rights:
        held = balances.get(actor)
        running = running_of(held, calendar=calendar) if held else Running(at_ms=now_ms, sums={})
        level = levels.level_of(points(running.micro(now_ms, calendar=calendar)), policy=policy)
        return levels.rights_of(level, policy=policy)

    return {actor: rights(actor) for actor in actors}


def accuracy_of(actor: str, *, as_of: datetime) -> Accuracy:
    """How often somebody's votes agreed with an outcome that nobody could see yet; one query.

    Counted are votes that stood when the outcome was told, on posts that stand.
    """
    found = sql.row(_ACCURACY, actor, as_of)
    assert found is not None, "a count always has a row"
    return Accuracy(agreed=found[0], rated=found[1])


def outcome_of(post: str, *, as_of: datetime) -> str:
    """What the stand's votes made of an insight by a moment: upheld, refuted, or empty."""
    told = Contribution.objects.filter(pk=post, told_at__lte=as_of)
    return told.values_list("outcome", flat=True).first() or ""


def is_proven(actor: str) -> bool:
    """Whether somebody's insights come first: his level says so, and his votes were not off."""
    policy = config.current().reputation
    return rights_of(actor).proven and accuracy_of(actor, as_of=LIVE).is_good(policy)
