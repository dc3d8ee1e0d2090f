"""A viewer's moment: how far behind live somebody watches, and so what of the log he may see.

One rule for every door, and for those built later: what was recorded after `as_of` is not there.
Whoever is signed in has his delay on his row, on every device; others have it in their session.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from community.config import selectors as config
from community.core import clock
from community.core.errors import Fault, InvalidError
from community.streams import selectors as streams
from community.users.models import User

# Where a session keeps the delay of whoever is not signed in.
SESSION_KEY: Final = "delay_s"
# Where a request keeps its moment.
_KEPT: Final = "_viewing"


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """How far behind live a viewer is, in seconds, and the moment that makes.

    shown_at: that moment for people; of whoever is live, now.
    """

    delay_s: int
    as_of: datetime
    shown_at: datetime

    @classmethod
    def behind(cls, delay_s: int) -> "Viewing":
        """That of somebody so far behind, now."""
        as_of = streams.as_of(delay_s)
        return cls(delay_s=delay_s, as_of=as_of, shown_at=as_of if delay_s else clock.now())


def viewing_of(request: HttpRequest) -> Viewing:
    """Who asks, as far as he may see; one moment a request, so that a page is of one moment."""
    # DRF's request holds Django's, where the next to ask will look.
    plain: HttpRequest = getattr(request, "_request", request)
    found: Viewing | None = getattr(plain, _KEPT, None)
    if found is None:
        found = Viewing.behind(_delay_of(plain))
        setattr(plain, _KEPT, found)
    return found


def forget(request: HttpRequest) -> None:
    """What was chosen in this request holds from here on."""
    plain: HttpRequest = getattr(request, "_request", request)
    if hasattr(plain, _KEPT):
        delattr(plain, _KEPT)


def hold(request: HttpRequest, as_of: datetime) -> None:
    """Have a request look at an earlier moment than its own: all it shows is of then."""
    found = viewing_of(request)
    plain: HttpRequest = getattr(request, "_request", request)
    setattr(
        plain,
        _KEPT,
        replace(found, as_of=min(found.as_of, as_of), shown_at=min(found.shown_at, as_of)),
    )


def offered() -> list[int]:
    """The delays there are, in seconds, rising from 0."""
    return config.current().edge.delays_offered_s


def choose_in_session(request: HttpRequest, delay_s: int) -> None:
    """Keep a delay where whoever is not signed in has it, at once; raises InvalidError."""
    refuse_unoffered(delay_s)
    keep_in_session(request, delay_s)
    # Before a socket comes back for a token: it would be given that of before.
    request.session.save()


def keep_in_session(request: HttpRequest, delay_s: int) -> None:
    """Have whoever is not signed in stay so far behind."""
    if delay_s:
        request.session[SESSION_KEY] = delay_s
    else:
        request.session.pop(SESSION_KEY, None)
    forget(request)


def refuse_unoffered(delay_s: int) -> None:
    """Refuse a delay that the policy does not offer; raises InvalidError."""
    steps = offered()
    if delay_s not in steps:
        words = ", ".join(map(str, steps))
        raise InvalidError(Fault(pointer="/delay_s", detail=f"one of {words} seconds"))


def step_for(behind_ms: int) -> int | None:
    """The shortest delay offered that is no less than a time; None when all are shorter."""
    return next((step for step in offered() if step * 1_000 >= behind_ms), None)


def _delay_of(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return _in_force(user.delay_s)
    session = getattr(request, "session", None)
    return _in_force(session.get(SESSION_KEY, 0)) if session is not None else 0


def _in_force(chosen: object) -> int:
    """What was chosen, as it is offered now: the next longer one, never a shorter one."""
    if not isinstance(chosen, int) or chosen <= 0:
        return 0
    steps = offered()
    return next((step for step in steps if step >= chosen), steps[-1])
