"""The baseline of a log in rows: the same events, one row each, by bulk_create and by COPY."""

import random  # noqa: TID251 -- a seeded mix of events, no secret
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, TypeAlias

import msgspec
from django.db import connections, models, transaction
from psycopg.types.json import Jsonb

from tests.bench import events

_COLUMNS = "stream, sequence, type, event_id, source, at, recorded_at, data"
_TYPES = ("varchar", "int8", "varchar", "varchar", "varchar", "timestamptz", "timestamptz", "jsonb")
STREAM = "match.match_0123456789abcdef01234567"


class EventRow(models.Model):
    """One event as a row; only its key is indexed, which is the least a table can have."""

    stream = models.CharField(max_length=80)
    sequence = models.BigIntegerField()
    type = models.CharField(max_length=40)
    event_id = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField()

    objects: ClassVar[models.Manager["EventRow"]] = models.Manager()

    class Meta:
        app_label = "bench"
        db_table = "bench_event_row"

    def __str__(self) -> str:
        return f"{self.stream}:{self.sequence}"


@contextmanager
def table() -> Iterator[None]:
    """The table, for the length of a block; made and dropped by the owner."""
    with connections["owner"].schema_editor() as editor:
        editor.create_model(EventRow)
    try:
        yield
    finally:
        with connections["owner"].schema_editor() as editor:
            editor.delete_model(EventRow)


Told: TypeAlias = tuple[str, datetime, dict[str, Any]]


def bulk_create_per_s(*, count: int, batch: int) -> float:
    """Rows a second, each batch of rows one durable transaction."""
    with table():
        return _per_s(_create, count=count, batch=batch)


def copy_per_s(*, count: int, batch: int) -> float:
    """Rows a second by binary COPY, each batch of rows one durable transaction."""
    with table():
        return _per_s(_copy, count=count, batch=batch)


def _per_s(write: Callable[[int, list[Told]], None], *, count: int, batch: int) -> float:
    """Rows a second of writing alone: events come decoded, because a baseline pays for no wire."""
    told = events.events(random.Random(0))  # noqa: S311 -- a mix, no secret
    spent_s = 0.0
    for start in range(0, count, batch):
        facts = list(islice(told, batch))
        began = time.perf_counter()
        write(start, facts)
        spent_s += time.perf_counter() - began
    return count / spent_s


def _create(start: int, facts: list[Told]) -> None:
    with transaction.atomic(using="owner"):
        EventRow.objects.using("owner").bulk_create(
            _row(start + place, fact) for place, fact in enumerate(facts)
        )


def _copy(start: int, facts: list[Told]) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        _copy_into(cursor, start, facts)


def _copy_into(cursor: Any, start: int, facts: list[Told]) -> None:
    with cursor.copy(f"COPY bench_event_row ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(_TYPES)
        for sequence, (kind, at, data) in enumerate(facts, start=start):
            event_id, encoded = f"fixture-0-{sequence}", Jsonb(data, dumps=msgspec.json.encode)
            copy.write_row((STREAM, sequence, kind, event_id, "bench-0", at, at, encoded))


def _row(sequence: int, fact: Told) -> EventRow:
    kind, at, data = fact
    return EventRow(
        stream=STREAM,
        sequence=sequence,
        type=kind,
        event_id=f"fixture-0-{sequence}",
        source="bench-0",
        at=at,
        recorded_at=at,
        data=data,
    )
