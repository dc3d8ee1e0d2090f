"""Devices: note them, and sign out of them one by one."""

from importlib import import_module

from django.conf import settings
from django.db import transaction

from community.core import clock
from community.users.devices import label_of, name_of
from community.users.errors import UnknownDeviceError
from community.users.models import Device
from community.users.services.sessions import forget_old_revocations, revoke


@transaction.atomic
def note_device(*, user_id: int, session_key: str, user_agent: str) -> None:
    """Write down that a session was used now."""
    now = clock.now()
    if Device.objects.filter(session_key=session_key, user_id=user_id).update(seen_at=now):
        return
    row = Device(
        user_id=user_id,
        session_key=session_key,
        name=name_of(session_key),
        label=label_of(user_agent),
        since=now,
        seen_at=now,
    )
    Device.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def end_device(*, user_id: int, name: str) -> None:
    """Sign out of one device: its session is gone, its sockets close, its tokens are void.

    States no fact: the log never speaks of single sessions. Raises UnknownDeviceError.
    """
    row = Device.objects.filter(user_id=user_id, name=name).first()
    if row is None:
        raise UnknownDeviceError(device=name)
    _end([row])


@transaction.atomic
def end_other_devices(*, user_id: int, kept: str) -> int:
    """Sign out everywhere but in one session, by its key; how many there were."""
    rows = list(Device.objects.filter(user_id=user_id).exclude(session_key=kept))
    _end(rows)
    return len(rows)


@transaction.atomic
def end_this_device(*, session_key: str) -> None:
    """Its sockets close and its tokens are void, whether or not it was noted; one signs out."""
    Device.objects.filter(session_key=session_key).delete()
    forget_old_revocations()
    revoke(name_of(session_key), at=clock.now())


def _end(rows: list[Device]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for row in rows:
        store.delete(row.session_key)
        row.delete()
    forget_old_revocations()
    for row in rows:
        revoke(row.name, at=clock.now())
