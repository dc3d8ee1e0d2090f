"""From a request to the moment its page is of: `?at=`, an offset of the match; else now."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from community.matches import selectors as matches
from community.streams.selectors import LIVE, Placed


@dataclass(frozen=True, kw_only=True)
class Instant:
    """Up to when a page's reader sees what was recorded; at: the offset it was asked at, if any."""

    as_of: datetime
    at: Placed | None = None

    @property
    def offset(self) -> int | None:
        """The offset of the match to stop at; None at its head."""
        return self.at.offset if self.at else None

    def linked(self, **asked: str) -> str:
        """A query that leads to the same moment, with what else is asked; empty for neither."""
        told = asked | ({"at": str(self.at.offset)} if self.at else {})
        return f"?{urlencode(told)}" if told else ""


def instant_of(request: HttpRequest, match_id: str) -> Instant:
    """The moment of a match's page; raises UnknownInstantError."""
    as_of = LIVE
    asked = request.GET.get("at")
    if asked is None:
        return Instant(as_of=as_of)
    at = matches.instant_at(match_id, at=asked, as_of=as_of)
    return Instant(as_of=at.recorded_at, at=at)
