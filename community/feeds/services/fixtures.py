"""Take a provider's fixture sheet."""

import msgspec

from community.core.errors import MalformedError
from community.feeds import faults
from community.matches.services.schedule import schedule_sheet
from community.matches.sheet import FixtureSheet

_decoder = msgspec.json.Decoder(FixtureSheet)


def announce(*, source: str, body: bytes) -> str:
    """Set down or move the fixture of a sheet; returns the match's id.

    Raises MalformedError, InvalidError with a pointer per fault.
    """
    try:
        sheet = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        faults.explain_object(body, FixtureSheet)
        raise MalformedError("not a fixture sheet") from None
    return schedule_sheet(sheet, provider=source).pk
