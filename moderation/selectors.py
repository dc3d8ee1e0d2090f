"""Questions of moderation: what was said before, what waits, what was reported and decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet

from community.config.moderation import ModerationPolicy
from community.core import clock, sql
from community.matches import selectors as matches
from moderation.errors import UnknownHeldError
from moderation.marks import Marks
from moderation.models import Decision, Held, Report, Verdict
from moderation.rules import Past, name_forms

_Rows = TypeVar("_Rows", bound=QuerySet[Any])
# A squad is named once and mended now and then: a process may know it a minute late.
_NAMES_KEPT_MS: Final = 60_000
_LISTED_MAX: Final = 100
# A trace is left before its post is recorded, in one transaction.
_WRITING_MAX: Final = timedelta(seconds=1)

# An author's own are read once, the newest of them; others' only by the very same text.
_PAST: Final = """\
SELECT extract(epoch FROM now - own.same_at)::int, own.alike, own.recent, others.copies
FROM (SELECT %s::timestamptz AS now, %s::timestamptz AS since, %s::timestamptz AS alike_since,
    %s::timestamptz AS pace_since, %s::int AS bits, %s::text AS match) AS policy
CROSS JOIN unnest(%s::text[], %s::text[], %s::bigint[], %s::timestamptz[])
    WITH ORDINALITY AS asked (author, sameness, likeness, until, place)
CROSS JOIN LATERAL (
    SELECT
        max(at) FILTER (WHERE sameness = asked.sameness) AS same_at,
        count(*) FILTER (
            WHERE at > alike_since AND sameness <> asked.sameness
            AND bit_count((likeness # asked.likeness)::bit(64)) <= bits
        ) AS alike,
        count(*) FILTER (WHERE at > pace_since) AS recent
    FROM (
        SELECT sameness, likeness, at FROM "moderation_trace"
        WHERE author = asked.author AND at > since ORDER BY at DESC LIMIT 100
    ) AS lately
) AS own
CROSS JOIN LATERAL (
    SELECT count(DISTINCT author) AS copies FROM (
        SELECT author FROM "moderation_trace"
        WHERE match = policy.match AND sameness = asked.sameness AND at > alike_since
        AND at <= asked.until AND author <> asked.author AND likeness IS NOT NULL
        ORDER BY at DESC LIMIT 100
    ) AS lately
) AS others
ORDER BY place"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A text that is judged: its author, its marks, and the moment up to which he sees others."""

    author: str
    marks: Marks
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A post with reports that nobody has decided on: how many, why, and the last of them."""

    post: str
    match: str
    author: str
    count: int
    reasons: list[str]
    last_at: datetime


def pasts_of(asked: Sequence[Asked], *, match: str, policy: ModerationPolicy) -> list[Past]:
    """What each author said before and others by his moment, as far as the policy looks back.

    Whoever watches behind live is not told by a verdict what others have just said. One query.
    """
    now = clock.now()
    looks_back_s = max(
        policy.repeat_window_s,
        policy.short_repeat_window_s,
        policy.alike_window_s,
        policy.pace_window_s,
    )
    windows_s = (looks_back_s, policy.alike_window_s, policy.pace_window_s)
    rows = sql.rows(
        _PAST,
        *(now, *(now - timedelta(seconds=window_s) for window_s in windows_s)),
        *(policy.alike_bits_max, match),
        [each.author for each in asked],
        [each.marks.sameness for each in asked],
        [each.marks.likeness for each in asked],
        [each.as_of - _WRITING_MAX for each in asked],
    )
    return [
        Past(same_s=same_s, alike=alike, recent=recent, copies=copies)
        for same_s, alike, recent, copies in rows
    ]


def names_of(match_id: str) -> frozenset[str]:
    """The normal forms of the names in a match's squads, and of its clubs; read once a minute."""
    return _names_of(match_id, clock.now_ms() // _NAMES_KEPT_MS)


@lru_cache(maxsize=256)
def _names_of(match_id: str, minute: int) -> frozenset[str]:
    del minute  # when it was read
    fixture = matches.fixture(match_id)
    players = [named.name for named in matches.players_of(fixture).values()]
    return name_forms([*players, fixture.home.name, fixture.away.name])


def verdicts_of(digests: Collection[str]) -> list[Verdict]:
    """The verdicts on texts, by their digests, the newest first."""
    return list(Verdict.objects.filter(digest__in=digests).order_by("-at"))


def verdicts_on(author: str) -> list[Verdict]:
    """The latest verdicts on an author's texts that were not simply let through."""
    rows = Verdict.objects.filter(author=author).exclude(outcome=Verdict.Outcome.ALLOW)
    return list(rows.order_by("-at")[:_LISTED_MAX])


def reports_of(post_id: str) -> list[Report]:
    """Every report of a post, the newest first."""
    return list(Report.objects.filter(post=post_id).order_by("-at"))


def reported(competitions: frozenset[str] | None) -> list[Reported]:
    """Posts with open reports, the most reported first; None: of every competition."""
    rows = _within(Report.objects.filter(state=Report.State.OPEN), competitions)
    counted = (
        rows.values("post", "match", "author")
        .annotate(count=Count("pk"), reasons=ArrayAgg("reason", distinct=True), last_at=Max("at"))
        .order_by("-count", "-last_at")
    )
    return [Reported(**row) for row in counted[:_LISTED_MAX]]


def waiting(competitions: frozenset[str] | None) -> list[Held]:
    """What waits for a moderator, the longest first; None: of every competition."""
    rows = _within(Held.objects.filter(state=Held.State.WAITING), competitions)
    return list(rows.select_related("verdict").order_by("at", "pk")[:_LISTED_MAX])


def held(held_id: str) -> Held:
    """One text that waits, or waited; raises UnknownHeldError."""
    rows = Held.objects.select_related("verdict")
    found = None if "\0" in held_id else rows.filter(pk=held_id).first()
    if found is None:
        raise UnknownHeldError(held=held_id)
    return found


def decisions_about(about: Collection[str]) -> list[Decision]:
    """What was decided about some things, the newest first."""
    return list(Decision.objects.filter(about__in=about).order_by("-at"))


def decisions_on(author: str, competitions: frozenset[str] | None) -> list[Decision]:
    """What was decided on an author, the newest first; None: in every competition."""
    rows = _within(Decision.objects.filter(author=author), competitions)
    return list(rows.order_by("-at")[:_LISTED_MAX])


def _within(rows: _Rows, competitions: frozenset[str] | None) -> _Rows:
    return rows if competitions is None else rows.filter(competition__in=competitions)
