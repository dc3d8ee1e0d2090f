"""Register sources; issue, rotate and revoke keys. A secret is told once, to who asked for it."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from community.config.schema import Policies
from community.core import clock, sql
from community.core.errors import NotFoundError
from community.core.ids import random_id
from community.feeds import sealing
from community.feeds.errors import KeyNotInForceError
from community.feeds.facts import KeyIssued, KeyRevoked, KeyRotated, SourceRegistered
from community.feeds.models import Source, SourceKey
from community.streams import catalogue, services as streams
from community.streams.facts import Fact, FactData

SECRET_BYTES = 32  # HMAC-SHA256 gains nothing from more


@transaction.atomic
def register_source(*, name: str, title: str, by: str | None) -> Source:
    """Let somebody tell us what happens; the same name again is the same source."""
    source, made = Source.objects.get_or_create(
        name=name, defaults={"title": title, "created_at": clock.now()}
    )
    if made:
        _state(source, SourceRegistered(source=name), by=by)
    return source


@transaction.atomic
def issue_key(*, source_id: int, label: str, by: str | None) -> tuple[SourceKey, bytes]:
    """Make a key; the secret is returned here and never again."""
    source = _source(source_id)
    key, secret = _made(source, label)
    _state(source, KeyIssued(source=source.name, key=key.pk), by=by)
    return key, secret


@transaction.atomic
def rotate_key(*, key_id: int, by: str | None, policies: Policies) -> tuple[SourceKey, bytes]:
    """Make a key beside an old one, which stays in force for policy.feeds.key_overlap_s.

    Locks the old key. Raises KeyNotInForceError when it ended, or was rotated before.
    """
    old = _locked(key_id)
    # A second rotation would move the first one's end, which was stated.
    if old.revoked_at is not None or old.expires_at is not None:
        raise KeyNotInForceError(key=key_id)
    until = clock.now() + timedelta(seconds=policies.feeds.key_overlap_s)
    key, secret = _made(old.source, old.label)
    SourceKey.objects.filter(pk=old.pk).update(expires_at=until)
    fact = KeyRotated(source=old.source.name, key=key.pk, replaces=old.pk, until=clock.to_ms(until))
    _state(old.source, fact, by=by, policy=policies.digest("feeds"))
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: int, by: str | None) -> SourceKey:
    """End a key at once; revoking it again changes nothing. Locks the key."""
    key = _locked(key_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        _state(key.source, KeyRevoked(source=key.source.name, key=key.pk), by=by)
    return key


@transaction.atomic
def revoke_labelled(*, source_id: int, label: str, by: str | None) -> int:
    """End every key of a source with a label, as a killed program leaves them; how many."""
    rows = SourceKey.objects.filter(source_id=source_id, label=label, revoked_at__isnull=True)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for key_id in ids:
        revoke_key(key_id=key_id, by=by)
    return len(ids)


# As selectors.keys_in_force has it, and a row without a key for a source that has none.
_IN_FORCE = """\
SELECT "feeds_source".id, "feeds_source".name, sealed
FROM "feeds_source" LEFT JOIN "feeds_source_key" ON source_id = "feeds_source".id
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %s)
WHERE "feeds_source".name = %s AND is_active"""


def in_force(name: str, *, at: datetime) -> tuple[Source | None, list[bytes]]:
    """An active source, and every secret it may sign with at a moment; None when there is none.

    Read each time, so a revocation holds.
    """
    found = sql.rows(_IN_FORCE, at, name)
    if not found:
        return None, []
    source = Source.from_db("default", ("id", "name"), found[0][:2])
    return source, [sealing.unseal(bytes(sealed)) for _, _, sealed in found if sealed is not None]


def _made(source: Source, label: str) -> tuple[SourceKey, bytes]:
    secret = secrets.token_bytes(SECRET_BYTES)
    key = SourceKey.objects.create(
        source=source, label=label, sealed=sealing.seal(secret), issued_at=clock.now()
    )
    return key, secret


def _source(source_id: int) -> Source:
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise NotFoundError(source=source_id)
    return source


def _locked(key_id: int) -> SourceKey:
    rows = SourceKey.objects.select_related("source").filter(pk=key_id)
    key = rows.select_for_update(of=("self",), no_key=True).first()
    if key is None:
        raise NotFoundError(key=key_id)
    return key


def _state(source: Source, data: FactData, *, by: str | None, policy: str | None = None) -> None:
    entry = catalogue.entry_of(data)
    fact = Fact(
        type=entry.type,
        v=entry.v,
        id=random_id("event"),
        at=clock.now_ms(),
        by=by,
        policy=policy,
        data=data,
    )
    streams.append(f"feed.{source.name}", [fact])
