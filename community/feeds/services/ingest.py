"""Ingest a batch of a feed: decode, translate, refuse or append; all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.config.schema import Policies
from community.core import clock, metrics
from community.core.errors import Fault, InvalidError, SequenceGapError, TooLargeError
from community.feeds import envelope, revisions
from community.feeds.providers.protocol import Amendment
from community.feeds.services import silence
from community.feeds.translation import Ingress, players_in, telling_faults
from community.matches import selectors as matches
from community.matches.models import Fixture
from community.matches.services.incidents import count_incidents, mark_material
from community.matches.timeline import BOARD, adds_incident, changes_board
from community.streams import catalogue, producers, services as streams
from community.streams.facts import Appended, Fact
from community.streams.models import Producer
from community.streams.rows import Numbered

EPOCH = clock.from_ms(0)
# Filled from the log by us: no difference between two tellings of a provider.
READ_FROM_LOG = frozenset({"/data/before", "/data/revision"})


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a batch: events accepted, events told before, the head, what comes next."""

    match: str
    accepted: int
    duplicate: int
    head: int
    next_sequence: int


def ingest(*, source: str, body: bytes, trace: str | None, policies: Policies) -> Receipt:
    """Append a signed batch of CloudEvents to its match, once; repeated events are only counted.

    Locks the producer, the fixture when something material happened, the stream.
    Raises MalformedError, InvalidError, TooLargeError, UnknownMatchError, SequenceGapError,
    SequenceConflictError, StaleEpochError, TooManyIncidentsError.
    """
    events = envelope.decode(body)
    if len(events) > policies.feeds.batch_events_max:
        raise TooLargeError(limit=policies.feeds.batch_events_max, unit="events")
    _refuse_crooked(events, policies)
    fixture = matches.fixture_named(events[0].subject, provider=source)
    ingress = Ingress(
        match=fixture.pk,
        source=source,
        trace=trace,
        simulated=fixture.simulated,
        players=matches.canonical_players(source, players_in(events)),
    )
    return _append(fixture, ingress.facts(events), (events[0], policies))


def _refuse_crooked(events: Sequence[Any], policies: Policies) -> None:
    """Refuse a batch of several matches or epochs, with holes, out of time, or telling nonsense."""
    first = events[0]
    latest = clock.now() + timedelta(milliseconds=policies.feeds.clock_future_tolerance_ms)
    if not _is_straight(events, latest) and (faults := list(_crooked(events, latest))):
        raise InvalidError(*faults)
    told = [event.sequence for event in events]
    due = range(first.sequence, first.sequence + len(events))
    if told != list(due):
        expected, received = next(
            pair for pair in zip(due, told, strict=True) if pair[0] != pair[1]
        )
        raise SequenceGapError(expected=expected, received=received)


def _is_straight(events: Sequence[Any], latest: datetime) -> bool:
    """Whether a batch is as nearly all are: a look at each event costs a third of asking it all."""
    times = [event.time for event in events]
    return (
        len({event.subject for event in events}) == 1
        and len({event.epoch for event in events}) == 1
        and min(times) >= EPOCH
        and max(times) <= latest
        and {event.dataversion for event in events} == {None}
        and Amendment not in {type(event.data) for event in events}
    )


def _crooked(events: Sequence[Any], latest: datetime) -> Iterator[Fault]:
    first = events[0]
    for position, event in enumerate(events):
        if event.subject != first.subject:
            yield Fault(pointer=f"/{position}/subject", detail="one batch, one match")
        if event.epoch != first.epoch:
            yield Fault(pointer=f"/{position}/epoch", detail="one batch, one epoch")
        if event.time < EPOCH:
            yield Fault(pointer=f"/{position}/time", detail="before 1970")
        elif event.time > latest:
            yield Fault(pointer=f"/{position}/time", detail="in the future")
        if event.dataversion not in (None, catalogue.latest(envelope.fact_type(event)).v):
            yield Fault(pointer=f"/{position}/dataversion", detail="unknown version")
        if isinstance(event.data, Amendment):
            yield from telling_faults(event.data.after, f"/{position}/data/after")


@transaction.atomic
def _append(
    fixture: Fixture, facts: list[Fact], sent: tuple[envelope.CloudEvent, Policies]
) -> Receipt:
    first, policies = sent
    assert facts[0].prov is not None, "a feed's facts say where they came from"
    source = facts[0].prov.source
    producer = producers.lock_producer(fixture.stream, source, epoch=first.epoch)
    known = producers.told_before(producer, facts, first=first.sequence, ignore=READ_FROM_LOG)
    metrics.FACTS_DUPLICATE.inc(known)
    fresh = revisions.resolved(fixture.stream, facts[known:], skipped=known)
    head = producer.stream.head
    if fresh:
        head = _append_fresh(fixture, fresh, (producer, policies)).last
    return Receipt(
        match=fixture.pk,
        accepted=len(fresh),
        duplicate=known,
        head=head,
        next_sequence=producer.next_sequence,
    )


def _append_fresh(fixture: Fixture, fresh: list[Fact], held: tuple[Producer, Policies]) -> Appended:
    producer, policies = held
    concerned = [(position, fact.data) for position, fact in enumerate(fresh) if fact.type in BOARD]
    material = [position for position, data in concerned if changes_board(data)]
    if material:
        added = sum(adds_incident(data) for _, data in concerned)
        count_incidents(match_id=fixture.pk, count=added, limit=policies.matches.incidents_max)
    if producer.silent_since is not None:
        silence.state_resumed(producer, policy=policies.digest("feeds"))
    numbered = Numbered(
        producer=producer,
        last_at=clock.from_ms(max(fact.at for fact in fresh)),
        heard_at=clock.now(),
    )
    appended = streams.append(fixture.stream, fresh, numbered=numbered)
    if material:
        mark_material(match_id=fixture.pk, offset=appended.first + material[-1])
    return appended
