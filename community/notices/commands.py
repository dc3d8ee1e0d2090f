"""Commands on notices: what each is sent as, and the service that does it."""

import msgspec

from community.core.types import Count
from community.notices.services.read import NAME, read_notices
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users.commands import Command


class ReadNotices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark one's notices as read up to an offset of one's own stream, on every device."""

    until: Count


def _read(told: ReadNotices, actor: str, sent: Sent) -> Appended:
    return read_notices(actor=actor, until=told.until, sent=sent)


READ_NOTICES = Command(name=NAME, fields=ReadNotices, permission=None, run=_read)
