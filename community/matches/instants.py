"""From a request to the moment it asks about: `?at=`, an offset of the match; else now."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest

from community.matches import selectors
from community.streams.selectors import Placed
from community.users.viewing import hold, viewing_of


@dataclass(frozen=True, kw_only=True)
class Instant:
    """The offset of a match that a page is of; placed is None for its head."""

    placed: Placed | None = None

    @property
    def offset(self) -> int | None:
        """The offset to stop at; None at the head."""
        return self.placed.offset if self.placed else None

    @cached_property
    def query(self) -> str:
        """What leads to the same moment on another page, to be put first: `?at=7`, or nothing."""
        return f"?{urlencode({'at': self.offset})}" if self.placed else ""

    @cached_property
    def more(self) -> str:
        """The same after another query: `&at=7`, or nothing."""
        return f"&{urlencode({'at': self.offset})}" if self.placed else ""


HEAD: Final = Instant()


def instant_of(request: HttpRequest, match_id: str) -> Instant:
    """The moment a request is about; from here on it sees what was recorded by then.

    Raises UnknownInstantError, and UnknownMatchError of one that was not known yet by its viewer's.
    """
    as_of, asked = viewing_of(request).as_of, request.GET.get("at")
    selectors.refuse_unknown(match_id, as_of=as_of)
    if asked is None:
        return HEAD
    placed = selectors.instant_at(match_id, at=asked, as_of=as_of)
    hold(request, placed.recorded_at)
    return Instant(placed=placed)
