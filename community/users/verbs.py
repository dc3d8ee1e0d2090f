"""Commands on users: what each is sent as, and the service that does it."""

import msgspec

from community.core.types import Identifier
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users.commands import Command
from community.users.services import ties


class KeepAway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keep another user away, or no longer."""

    actor: Identifier
    on: bool


def _block(told: KeepAway, actor: str, sent: Sent) -> Appended:
    return ties.block(actor=actor, other=told.actor, on=told.on, sent=sent)


def _mute(told: KeepAway, actor: str, sent: Sent) -> Appended:
    return ties.mute(actor=actor, other=told.actor, on=told.on, sent=sent)


BLOCK = Command(name="user.block", fields=KeepAway, permission=None, run=_block)
MUTE = Command(name="user.mute", fields=KeepAway, permission=None, run=_mute)
