"""Questions about sources: which keys hold, what was heard and when, what was refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Max, Q, QuerySet, Sum

from community.core import clock
from community.core.errors import NotFoundError
from community.core.types import Millis
from community.feeds.models import Refusal, Source, SourceKey
from community.matches import selectors as matches
from community.matches.models import Fixture, Scoreboard
from community.streams.models import Producer

# A source's page shows what it spoke of last; older matches are found by their own pages.
HEARD_SHOWN_MAX = 50
# A match that has not begun a day after its kick-off is not coming any more.
_LATE_MAX, _COMING_MAX = timedelta(days=1), 100


class Standing(StrEnum):
    """What became of a key."""

    IN_FORCE = "in force"
    ROTATED = "rotated out"  # in force until it expires
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """A key and where it stands; its secret stays sealed."""

    key: SourceKey
    standing: Standing

    @property
    def in_force(self) -> bool:
        """Whether a signature by it is taken."""
        return self.standing in {Standing.IN_FORCE, Standing.ROTATED}


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a source told of one match; state is the match's."""

    match_id: str
    title: str
    heard_at: datetime | None
    last_at: datetime | None
    silent_since: datetime | None
    state: str
    epoch: int
    next_sequence: int

    @property
    def lag_ms(self) -> Millis | None:
        """How late its last event came; None before the first."""
        if self.heard_at is None or self.last_at is None:
            return None
        return Millis(clock.to_ms(self.heard_at) - clock.to_ms(self.last_at))


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source as a list shows it; refused counts all its refusals, of every code."""

    source: Source
    heard_at: datetime | None
    silent: int
    keys_in_force: int
    refused: int
    refused_at: datetime | None


def source_lines(at: datetime) -> list[SourceLine]:
    """Every source with its state, by name, in four queries."""
    spoken = Producer.objects.values_list("name").annotate(Max("heard_at"), Count("silent_since"))
    heard_of = {name: (heard_at, silent) for name, heard_at, silent in spoken}
    held = dict(keys_in_force(at).values_list("source").annotate(Count("pk")))
    counted = Refusal.objects.values_list("source").annotate(Sum("count"), Max("last_at"))
    refused_of = {source_id: (count, last_at) for source_id, count, last_at in counted}
    return [
        SourceLine(
            source=item,
            heard_at=heard_of.get(item.name, (None, 0))[0],
            silent=heard_of.get(item.name, (None, 0))[1],
            keys_in_force=held.get(item.pk, 0),
            refused=refused_of.get(item.pk, (0, None))[0],
            refused_at=refused_of.get(item.pk, (0, None))[1],
        )
        for item in Source.objects.order_by("name")
    ]


def keys_in_force(at: datetime) -> QuerySet[SourceKey]:
    """Every key a signature may be made with at a moment, of all sources."""
    unexpired = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    return SourceKey.objects.filter(unexpired, revoked_at__isnull=True)


def key_lines(source_id: int, *, at: datetime) -> list[KeyLine]:
    """A source's keys with what became of each, the newest first."""
    rows = SourceKey.objects.filter(source_id=source_id).order_by("-pk")
    return [KeyLine(key=row, standing=_standing(row, at)) for row in rows]


def key(source_id: int, key_id: int) -> SourceKey:
    """One key of a source; raises NotFoundError."""
    rows = SourceKey.objects.select_related("source")
    found = rows.filter(pk=key_id, source_id=source_id).first()
    if found is None:
        raise NotFoundError(key=key_id)
    return found


def heard(name: str) -> list[Heard]:
    """What a source told, match by match, the last heard first; at most HEARD_SHOWN_MAX."""
    rows = Producer.objects.filter(name=name, stream__kind="match").select_related("stream")
    rows = rows.order_by("-heard_at")[:HEARD_SHOWN_MAX]
    fixtures = _fixtures([row.stream.name for row in rows])
    return [
        Heard(
            match_id=row.stream.name.partition(".")[2],
            title=str(fixtures.get(row.stream.name, row.stream.name)),
            state=_state(fixtures.get(row.stream.name)),
            heard_at=row.heard_at,
            last_at=row.last_at,
            silent_since=row.silent_since,
            epoch=row.epoch,
            next_sequence=row.next_sequence,
        )
        for row in rows
    ]


def told_of(match_id: str) -> list[Producer]:
    """Every source that told of a match, with when."""
    return list(Producer.objects.filter(stream__name=f"match.{match_id}").order_by("name"))


def next_sequence(name: str, *, match_id: str) -> tuple[int, int]:
    """The (epoch, sequence) a source must send next for a match; (1, 1) before its first word."""
    row = Producer.objects.filter(name=name, stream__name=f"match.{match_id}").first()
    return (row.epoch, row.next_sequence) if row else (1, 1)


def next_untold(name: str, *, at: datetime) -> Fixture | None:
    """The next match that has not begun and of which no other source has told anything."""
    coming = list(
        matches.fixtures().filter(
            scoreboard__status=Scoreboard.Status.SCHEDULED, kickoff_at__gte=at - _LATE_MAX
        )[:_COMING_MAX]
    )
    others = Producer.objects.filter(stream__name__in=[row.stream for row in coming])
    told = set(others.exclude(name=name).values_list("stream__name", flat=True))
    return next((row for row in coming if row.stream not in told), None)


def refusals(source_id: int) -> list[Refusal]:
    """What was refused of a source, by code, the latest first."""
    return list(Refusal.objects.filter(source_id=source_id).order_by("-last_at"))


def _fixtures(streams: list[str]) -> dict[str, Fixture]:
    ids = [name.partition(".")[2] for name in streams]
    rows = matches.fixtures().filter(pk__in=ids).select_related("scoreboard")
    return {row.stream: row for row in rows}


def _state(fixture: Fixture | None) -> str:
    return "unknown" if fixture is None else str(fixture.scoreboard.status)


def _standing(key: SourceKey, at: datetime) -> Standing:
    if key.revoked_at is not None:
        return Standing.REVOKED
    if key.expires_at is None:
        return Standing.IN_FORCE
    return Standing.ROTATED if key.expires_at > at else Standing.EXPIRED
