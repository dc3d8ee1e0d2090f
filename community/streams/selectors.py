"""Questions to the log: facts by offset, heads, folded states; they change nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from community.core import clock, sql
from community.core.types import JsonObject
from community.streams import catalogue, folds
from community.streams.errors import UnknownStreamError
from community.streams.facts import Fact
from community.streams.models import Batch, Snapshot, Stream

# `as_of` for a viewer without delay: nothing is recorded after it.
LIVE = datetime.max.replace(tzinfo=UTC)
# Epoch and offset before a stream's first fact: of no history yet, whichever begins goes on there.
BEGINNING = (0, 0)


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a stream stands: its epoch and last offset."""

    epoch: int
    offset: int

    def is_short_of(self, seen: "Head") -> bool:
        """Whether it ends before what was seen of the same history."""
        return self.epoch == seen.epoch and self.offset < seen.offset


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An offset of a stream: when it was recorded, and where the stream ended for who asked."""

    epoch: int
    head: int
    offset: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A state some facts ago, as its fold dumps it, and the facts that followed, one a line."""

    offset: int
    state: bytes
    lines: list[bytes]


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A stream's state at an offset, as its fold's own object; and where it came from, if asked."""

    stream: str
    epoch: int
    offset: int
    state: Any
    earlier: Earlier | None = None

    def project(self, overlay: folds.Overlay = folds.EMPTY) -> JsonObject:
        """The public state, and what lies over it."""
        return _fold(self.stream).project(self.state, overlay)

    def overlays(self) -> list[str]:
        """The keys of what lies over it where it is shown."""
        return list(_fold(self.stream).overlays(self.state))


def as_of(delay_s: int) -> datetime:
    """The moment up to which a viewer so far behind sees what was recorded; LIVE without delay."""
    return clock.from_ms(clock.now_ms() - delay_s * 1000) if delay_s else LIVE


_HEAD = 'SELECT epoch, head FROM "streams_stream" WHERE name = %s'


def head_of(name: str) -> Head | None:
    """The head of one stream now; None when there is no such stream."""
    row = sql.row(_HEAD, name)
    return Head(epoch=row[0], offset=row[1]) if row else None


def heads(names: Sequence[str], *, as_of: datetime = LIVE) -> dict[str, Head]:
    """The heads of many streams at a moment, in one query; unknown names are left out.

    A stream that had no fact by then stands at offset 0.
    """
    head: Coalesce | F = F("head")
    if as_of != LIVE:
        recorded = Batch.objects.filter(stream=OuterRef("pk"), recorded_at__lte=as_of)
        newest = recorded.order_by("-last_offset").values("last_offset")[:1]
        head = Coalesce(Subquery(newest), 0)
    rows = Stream.objects.filter(name__in=names).values_list("name", "epoch", head)
    return {name: Head(epoch=epoch, offset=head) for name, epoch, head in rows}


def moved_after(names: Sequence[str], moment: datetime) -> set[str]:
    """The streams of these in which something was recorded after a moment; none for LIVE."""
    if moment == LIVE:
        return set()
    rows = Stream.objects.filter(name__in=names, moved_at__gt=moment)
    return set(rows.values_list("name", flat=True))


def lines_after(
    stream: str, *, after: int, limit: int, as_of: datetime = LIVE
) -> Iterator[tuple[int, bytes]]:
    """(offset, canonical bytes) of facts past an offset, at most limit, recorded by as_of."""
    rows = (
        Batch.objects.filter(stream__name=stream, last_offset__gt=after, recorded_at__lte=as_of)
        .order_by("last_offset")
        .values_list("first_offset", "body")
    )
    left = limit
    # Each batch holds at least one fact: `limit` rows are always enough, and usually far too many.
    for first, body in rows[:limit].iterator(chunk_size=64):
        for offset, line in enumerate(bytes(body).split(b"\n"), start=first):
            if offset <= after:
                continue
            if left == 0:
                return
            left -= 1
            yield offset, line


def facts_after(
    stream: str, *, after: int, limit: int, as_of: datetime = LIVE
) -> list[tuple[int, Fact]]:
    """(offset, fact) past an offset, at most limit, lifted to the newest versions."""
    return [
        (offset, catalogue.decode(line))
        for offset, line in lines_after(stream, after=after, limit=limit, as_of=as_of)
    ]


def facts_naming(stream: str, needle: str, *, as_of: datetime = LIVE) -> list[tuple[int, Fact]]:
    """(offset, fact) of facts whose bytes hold an id: itself and those that speak of it."""
    quoted = f'"{needle}"'.encode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.first_offset, b.body FROM streams_batch b"
            " JOIN streams_stream s ON s.id = b.stream_id"
            " WHERE s.name = %s AND b.recorded_at <= %s AND position(%s in b.body) > 0"
            " ORDER BY b.first_offset",
            [stream, as_of, quoted],
        )
        rows = cursor.fetchall()
    return [
        (offset, catalogue.decode(line))
        for first, body in rows
        for offset, line in enumerate(bytes(body).split(b"\n"), start=first)
        if quoted in line
    ]


def recorded_at(stream: str, *, offset: int, as_of: datetime = LIVE) -> datetime | None:
    """When the fact at an offset was recorded; None when there is none by a moment."""
    rows = Batch.objects.filter(
        stream__name=stream, last_offset__gte=offset, first_offset__lte=offset
    )
    found = rows.filter(recorded_at__lte=as_of).order_by("last_offset")
    return found.values_list("recorded_at", flat=True).first()


def placed(stream: str, *, offset: int, as_of: datetime) -> Placed | None:
    """Where an offset lies in what was recorded by a moment; None when it was not. One query."""
    recorded = Batch.objects.filter(stream=OuterRef("pk"), recorded_at__lte=as_of)
    own = recorded.filter(first_offset__lte=offset, last_offset__gte=offset)
    newest = recorded.order_by("-last_offset").values("last_offset")[:1]
    row = (
        Stream.objects.filter(name=stream)
        .annotate(at=Subquery(own.values("recorded_at")[:1]), until=Subquery(newest))
        .filter(at__isnull=False)
        .values_list("epoch", "until", "at")
        .first()
    )
    if row is None:
        return None
    epoch, head, recorded_at = row
    return Placed(epoch=epoch, head=head, offset=offset, recorded_at=recorded_at)


def folded(stream: str, *, as_of: datetime = LIVE, at: int | None = None, keep: int = 0) -> Folded:
    """A stream's state at its head, or at an offset: the nearest snapshot and the facts after it.

    keep: how many facts before it are wanted with the state they follow, so far as there are any.
    Raises UnknownStreamError.
    """
    row = Stream.objects.filter(name=stream).first()
    if row is None:
        raise UnknownStreamError(stream=stream)
    fold = _fold(stream)
    until = row.head if at is None else min(at, row.head)
    since = max(0, until - keep)
    offset, state = _nearest(row, fold, until=since, as_of=as_of)
    before, lines = fold.dump(state) if keep and offset == since else None, list[bytes]()
    while offset < until:
        read = list(
            lines_after(stream, after=offset, limit=min(2_000, until - offset), as_of=as_of)
        )
        if not read:
            break
        early = [each for each in read if each[0] <= since]
        fold.fold(state, _decoded(early))
        if keep and before is None and read[-1][0] >= since:
            before = fold.dump(state)
        late = read[len(early) :]
        fold.fold(state, _decoded(late))
        lines += [line for _, line in late] if keep else []
        offset = read[-1][0]
    earlier = None
    if keep:
        before = before or fold.dump(state)
        earlier = Earlier(offset=offset - len(lines), state=before, lines=lines)
    return Folded(stream=stream, epoch=row.epoch, offset=offset, state=state, earlier=earlier)


def _decoded(lines: Sequence[tuple[int, bytes]]) -> list[tuple[int, Fact]]:
    return [(offset, catalogue.decode(line)) for offset, line in lines]


def folded_from_empty(stream: str, *, at: int) -> Any:  # noqa: ANN401 -- the fold's own object
    """A stream's state at an offset from its facts alone, no snapshot read."""
    fold = _fold(stream)
    state = fold.empty()
    offset = 0
    while offset < at:
        read = facts_after(stream, after=offset, limit=min(2_000, at - offset))
        fold.fold(state, read)
        offset = read[-1][0]
    return state


def _nearest(row: Stream, fold: folds.Fold[Any], *, until: int, as_of: datetime) -> tuple[int, Any]:
    snapshot = (
        Snapshot.objects.filter(
            stream=row,
            epoch=row.epoch,
            fold_version=fold.version,
            offset__lte=until,
            recorded_at__lte=as_of,
        )
        .order_by("-offset")
        .first()
    )
    if snapshot is None:
        return 0, fold.empty()
    return snapshot.offset, fold.load(bytes(snapshot.state))


def _fold(stream: str) -> folds.Fold[Any]:
    fold = folds.fold_of(stream)
    if fold is None:
        raise UnknownStreamError(stream=stream)
    return fold
